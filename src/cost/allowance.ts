import type { CancelSignal } from '../time/cancellation.ts';
import type { MaximumCost } from './maximum-cost.ts';
import type { Room, SpendCap } from './spend-cap.ts';

/**
 * An Allowance is the US dollars held for one arrival: for its first request before it is sent, and
 * for each that is sent again before that one is, until its cost is known.
 */
export class Allowance {
  readonly #cap: SpendCap;
  readonly #owner: string;
  /** What each request may cost, with what its owner's earlier ones cost more than they might. */
  readonly maximum: MaximumCost;
  /** Undefined before it is opened, and once it is closed. */
  #held: number | undefined;

  /** `owner` is whose prices they are: a target's name. */
  constructor(cap: SpendCap, owner: string, maximum: MaximumCost) {
    const times = cap.overrunOf(owner);
    const { once, again, refused } = maximum;
    this.#cap = cap;
    this.#owner = owner;
    this.maximum =
      times === 1
        ? maximum
        : { once: once * times, again: again * times, refused: refused * times };
  }

  /** Holds the first request's most, if there is room now. */
  open(): Room {
    return this.#opened(this.#cap.tryHold(this.maximum.once));
  }

  /** Holds the first request's most, as soon as there is room; `later` when a signal aborts first. */
  async openSoon(...signals: readonly CancelSignal[]): Promise<Room> {
    return this.#opened(await this.#cap.hold(this.maximum.once, ...signals));
  }

  /**
   * Whether it may be retried after an attempt for which a model may have worked, or did not. It does not wait for room: others in
   * flight may do so, for what it holds.
   */
  retry(mayBeBilled: boolean): boolean {
    // What was held for an attempt that the service turned away does for the next one.
    return this.#more(mayBeBilled ? this.maximum.once : this.maximum.refused);
  }

  /** Whether a request that was lost with its connection may go out again: both may be billed. */
  readonly resend = (): boolean => this.#more(this.maximum.again);

  /** Replaces what is held by what it cost; by the most it may have cost, where that is not known. */
  close(dollars: number): void {
    if (this.#held === undefined) return;
    const held = this.#held;
    this.#held = undefined;
    if (held > 0 && dollars > held) {
      this.#cap.noteOverrun(this.#owner, (dollars / held) * this.#cap.overrunOf(this.#owner));
    }
    this.#cap.settle(held, dollars);
  }

  /** Replaces what is held by all of it: nothing is known of the request. */
  forfeit(): void {
    this.close(this.#held ?? 0);
  }

  #opened(room: Room): Room {
    if (room === 'held') this.#held = this.maximum.once;
    return room;
  }

  #more(dollars: number): boolean {
    if (this.#held === undefined || !this.#cap.extend(dollars)) {
      this.#cap.forgo();
      return false;
    }
    this.#held += dollars;
    return true;
  }
}
