/**
 * Limits retries to a share of the arrivals so far, because unlimited retries turn a service's
 * brief overload into an outage (Google, "Site Reliability Engineering", 2016, ch. 22). A share of
 * 0.2 allows one retry per five arrivals.
 */
export class RetryBudget {
  readonly #share: number;
  #arrivals = 0;
  #retries = 0;

  /** Maximum retries per arrival; every retry is allowed if absent. */
  constructor(share = Number.POSITIVE_INFINITY) {
    this.#share = share;
  }

  /** Counts an arrival's first attempt. */
  arrive(): void {
    this.#arrivals++;
  }

  /** Returns whether a retry is allowed, and counts it if so. */
  take(): boolean {
    if (this.#retries + 1 > this.#share * this.#arrivals) return false;
    this.#retries++;
    return true;
  }
}
