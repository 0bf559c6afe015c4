/**
 * A RetryBudget keeps second and later attempts to a share of the arrivals so far, because retries
 * without bound turn a service's bad minute into an outage (Google, "Site Reliability Engineering",
 * 2016, ch. 22). A share of 0.2 lets one arrival in five be tried once more.
 */
export class RetryBudget {
  readonly #share: number;
  #arrivals = 0;
  #retries = 0;

  /** Without a share every retry is allowed. */
  constructor(share = Number.POSITIVE_INFINITY) {
    this.#share = share;
  }

  /** Counts an arrival's first attempt. */
  arrive(): void {
    this.#arrivals++;
  }

  /** Whether one more attempt may be made; counts it if so. */
  take(): boolean {
    if (this.#retries + 1 > this.#share * this.#arrivals) return false;
    this.#retries++;
    return true;
  }
}
