/**
 * A Purse is what a run may still spend, in US dollars.
 *
 * It stops early rather than late: each request in flight is taken to cost as much as the dearest
 * one so far. Until the first price is known nothing is held back. What rented machines have cost
 * by now is spent, too.
 */
export class Purse {
  #spent = 0;
  #dearest = 0;
  readonly #cap: number;
  readonly #rent: () => number;

  /** `rent` is US dollars for rented machines, up to now. */
  constructor(cap = Number.POSITIVE_INFINITY, rent: () => number = () => 0) {
    this.#cap = cap;
    this.#rent = rent;
  }

  get spent(): number {
    return this.#spent + this.#rent();
  }

  /** Whether more is spent than may be. */
  get overdrawn(): boolean {
    return this.spent > this.#cap;
  }

  spend(dollars: number): void {
    this.#spent += dollars;
    this.#dearest = Math.max(this.#dearest, dollars);
  }

  /** Whether one more request may start beside those in flight. */
  allows(inFlight: number): boolean {
    return this.spent + (inFlight + 1) * this.#dearest <= this.#cap;
  }
}
