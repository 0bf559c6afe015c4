import type { CancelSignal } from '../time/cancellation.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { MaximumCost } from './maximum-cost.ts';
import type { Claim, Room, SpendCap } from './spend-cap.ts';

/**
 * An Allowance is the US dollars held for one arrival: for its first request before it is sent, and
 * for each that is sent again before that one is, until its cost is known.
 */
export class Allowance {
  readonly #cap: SpendCap;
  readonly #owner: string;
  readonly #maximum: MaximumCost;
  /** Undefined before it is opened, and once it is closed. */
  #claimed: number | undefined;

  /** `owner` is whose prices they are: a target's name. */
  constructor(cap: SpendCap, owner: string, maximum: MaximumCost) {
    this.#cap = cap;
    this.#owner = owner;
    this.#maximum = maximum;
  }

  /** What each request may cost, by what its owner's earlier ones cost more than they might. */
  get maximum(): MaximumCost {
    const times = this.#cap.overrunOf(this.#owner);
    const { once, again, refused } = this.#maximum;
    return { once: once * times, again: again * times, refused: refused * times };
  }

  /** Holds the first request's most, if there is room now; it may take so long. */
  open(lasting: Milliseconds): Room {
    return this.#opened(this.#cap.tryHold(this.#claim(this.#maximum.once, lasting)));
  }

  /** Holds the first request's most, as soon as there is room; `later` when a signal aborts first. */
  async openSoon(lasting: Milliseconds, ...signals: readonly CancelSignal[]): Promise<Room> {
    const claim = this.#claim(this.#maximum.once, lasting);
    return this.#opened(await this.#cap.hold(claim, ...signals));
  }

  /**
   * Whether it may be retried after an attempt for which a model may have worked, or did not; the pause
   * before the retry and the retry may take so long. It does not wait for room: others in flight may do
   * so, for what it holds.
   */
  retry(mayBeBilled: boolean, lasting: Milliseconds): boolean {
    // What was held for an attempt that the service turned away does for the next one.
    return this.#more(mayBeBilled ? this.#maximum.once : this.#maximum.refused, lasting);
  }

  /** Whether a request that was lost with its connection may go out again: both may be billed. */
  readonly resend = (): boolean => this.#more(this.#maximum.again, 0);

  /**
   * Replaces what is held by what it cost; by the most it may have cost, where that is not known.
   * `isKnown` where an answer told its cost.
   */
  close(dollars: number, isKnown = false): void {
    if (this.#claimed === undefined) return;
    const claim = { dollars: this.#claimed, owner: this.#owner };
    this.#claimed = undefined;
    this.#cap.settle(claim, dollars, isKnown);
  }

  /** Replaces what is held by all that it may have cost: nothing is known of the request. */
  forfeit(): void {
    this.close((this.#claimed ?? 0) * this.#cap.overrunOf(this.#owner));
  }

  #claim(dollars: number, lasting: Milliseconds): Claim {
    return { dollars, owner: this.#owner, lasting };
  }

  #opened(room: Room): Room {
    if (room === 'held') this.#claimed = this.#maximum.once;
    return room;
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
