import type { CancelSignal } from '../time/cancellation.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { MaximumCost } from './maximum-cost.ts';
import type { Claim, HoldResult, SpendCap } from './spend-cap.ts';

/**
 * US dollars held for one arrival, until its cost is known: for its first request and for each
 * repetition, before it is sent.
 */
export class Allowance {
  readonly #cap: SpendCap;
  readonly #owner: string;
  readonly #maximum: MaximumCost;
  /** Undefined before it is opened and after it is closed. */
  #claimed: number | undefined;

  /** `owner` is the target whose prices apply. */
  constructor(cap: SpendCap, owner: string, maximum: MaximumCost) {
    this.#cap = cap;
    this.#owner = owner;
    this.#maximum = maximum;
  }

  /** Maximum cost of each request, scaled by the worst overrun of the owner's earlier requests. */
  get maximum(): MaximumCost {
    const times = this.#cap.overrunOf(this.#owner);
    const { once, again, refused } = this.#maximum;
    return { once: once * times, again: again * times, refused: refused * times };
  }

  /**
   * Holds the first request's maximum cost, if it fits now. `lasting` is the longest time the
   * request may take.
   */
  open(lasting: Milliseconds): HoldResult {
    return this.#opened(this.#cap.tryHold(this.#claim(this.#maximum.once, lasting)));
  }

  /**
   * Holds the first request's maximum cost as soon as it fits; `later` when a signal aborts first.
   */
  async openSoon(lasting: Milliseconds, ...signals: readonly CancelSignal[]): Promise<HoldResult> {
    const claim = this.#claim(this.#maximum.once, lasting);
    return this.#opened(await this.#cap.hold(claim, ...signals));
  }

  /**
   * Whether the request may be retried; if so, holds the cost. `mayBeBilled`: a model may have
   * worked on the last attempt. `lasting` covers the pause and the retry. Never waits: requests in
   * flight may be waiting for what this one holds.
   */
  retry(mayBeBilled: boolean, lasting: Milliseconds): boolean {
    // The amount held for a refused attempt covers the next one.
    return this.#more(mayBeBilled ? this.#maximum.once : this.#maximum.refused, lasting);
  }

  /** Whether a request lost with its connection may be sent again; both may be billed. */
  readonly resend = (): boolean => this.#more(this.#maximum.again, 0);

  /**
   * Replaces the held amount by the actual cost, or by the maximum possible one where it is
   * unknown. `isKnown`: the answer reported its cost.
   */
  close(dollars: number, isKnown = false): void {
    if (this.#claimed === undefined) return;
    const claim = { dollars: this.#claimed, owner: this.#owner };
    this.#claimed = undefined;
    this.#cap.settle(claim, dollars, isKnown);
  }

  /** Replaces the held amount by the maximum possible cost: nothing is known of the request. */
  forfeit(): void {
    this.close((this.#claimed ?? 0) * this.#cap.overrunOf(this.#owner));
  }

  #claim(dollars: number, lasting: Milliseconds): Claim {
    return { dollars, owner: this.#owner, lasting };
  }

  #opened(result: HoldResult): HoldResult {
    if (result === 'held') this.#claimed = this.#maximum.once;
    return result;
  }

  #more(dollars: number, lasting: Milliseconds): boolean {
    if (this.#claimed === undefined || !this.#cap.extend(this.#claim(dollars, lasting))) {
      this.#cap.forgo();
      return false;
    }
    this.#claimed += dollars;
    return true;
  }
}
