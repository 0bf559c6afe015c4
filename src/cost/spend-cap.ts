import { onAbort, type CancelSignal } from '../time/cancellation.ts';
import type { Milliseconds } from '../time/duration.ts';

/**
 * Result of holding a request's cost: `held`; `later` when requests in flight may cost less than is
 * held for them; `never` when it would pass the cap even with nothing else in flight.
 */
export type HoldResult = 'held' | 'later' | 'never';

/** Effects of the cap on the load, each of which makes it differ from the planned one. */
export interface HeldBack {
  /** Requests that waited for the cap, and were sent. */
  readonly waited: number;
  /** Due arrivals that were not sent because of the cap. */
  readonly dropped: number;
  /** Retries, and requests lost with their connection, that were not sent again. */
  readonly unrepeated: number;
}

/** The request that ended spending: its maximum cost and the budget left, US dollars. */
export interface Shortage {
  readonly needed: number;
  readonly left: number;
  /** Rent of machines for the time it may take; absent when 0. */
  readonly rent?: number;
}

/** Cost of rented machines over time. */
export interface RentMeter {
  readonly now: () => Milliseconds;
  /** Rent from the run's start to this time on the same clock, US dollars. */
  readonly until: (at: Milliseconds) => number;
}

/** Amount to hold for one more request. */
export interface Claim {
  /** Maximum cost in US dollars, as far as the request determines it. */
  readonly dollars: number;
  /** The target whose prices apply. */
  readonly owner: string;
  /** Longest remaining time of the request, during which machines are rented. */
  readonly lasting: Milliseconds;
}

/**
 * Factor on the claims of an owner without a known cost yet: a service may add hidden input to the
 * prompt.
 */
export const MARGIN = 10;

const NO_RENT: RentMeter = { now: () => 0, until: () => 0 };

/**
 * Limits spending, US dollars, by holding the maximum cost of each request from before it is sent
 * until its cost is known. The sum of spent, held and rent up to the latest end of requests in
 * flight never passes the cap.
 *
 * Held amounts are scaled by the worst ratio of cost to claim in an owner's answers, for requests
 * in flight too; before the first answer, by MARGIN. A request that is alone in flight needs no
 * margin. Unknown costs count as spent at their maximum.
 */
export class SpendCap {
  readonly #cap: number;
  readonly #rent: RentMeter;
  #spent = 0;
  readonly #owners = new Map<string, Owner>();
  #inFlight = 0;
  /** Latest possible end of the requests in flight. */
  #latestEnd = Number.NEGATIVE_INFINITY;
  #waiting: Waiter[] = [];
  #waited = 0;
  #dropped = 0;
  #unrepeated = 0;
  #shortage: Shortage | undefined;

  constructor(cap = Number.POSITIVE_INFINITY, rent: RentMeter = NO_RENT) {
    this.#cap = cap;
    this.#rent = rent;
  }

  /** Whether there is a cap. */
  get limited(): boolean {
    return this.#cap !== Number.POSITIVE_INFINITY;
  }

  /** US dollars spent at most by requests that ended, without rent. */
  get spent(): number {
    return this.#spent;
  }

  /** US dollars held for requests in flight, with margins. */
  get held(): number {
    return this.#heldBy(factorOf);
  }

  /** Shortage of the first request that could never fit; undefined without one. */
  get shortage(): Shortage | undefined {
    return this.#shortage;
  }

  get heldBack(): HeldBack {
    return { waited: this.#waited, dropped: this.#dropped, unrepeated: this.#unrepeated };
  }

  /**
   * Whether rent would pass the cap after `ahead` milliseconds, with what is spent and in flight.
   */
  isRentedOut(ahead: Milliseconds): boolean {
    const end = Math.max(this.#latestEnd, this.#rent.now() + ahead);
    return !this.#fits(
      this.#heldBy(({ worst }) => worst),
      end,
    );
  }

  /** Holds a claim if it fits. */
  tryHold(claim: Claim): HoldResult {
    const { dollars, lasting } = claim;
    const owner = this.#ownerOf(claim.owner);
    const end = this.#rent.now() + lasting;
    const needed = dollars * owner.worst;
    if (!this.#fits(needed, end)) {
      const now = this.#rent.until(this.#rent.now());
      const rent = this.#rent.until(end) - now;
      const left = Math.max(0, this.#cap - this.#spent - now);
      this.#shortage ??= { needed, left, ...(rent > 0 ? { rent } : {}) };
      return 'never';
    }
    const latestEnd = Math.max(this.#latestEnd, end);
    if (this.#inFlight > 0 && !this.#fits(this.held + dollars * factorOf(owner), latestEnd)) {
      return 'later';
    }
    this.#inFlight++;
    this.#latestEnd = latestEnd;
    owner.claimed += dollars;
    return 'held';
  }

  /** Holds an additional amount for a request in flight; returns whether it fitted. */
  extend({ dollars, owner: name, lasting }: Claim): boolean {
    const owner = this.#ownerOf(name);
    const latestEnd = Math.max(this.#latestEnd, this.#rent.now() + lasting);
    const by = this.#inFlight > 1 ? factorOf : ({ worst }: Owner) => worst;
    if (!this.#fits(this.#heldBy(by) + dollars * by(owner), latestEnd)) return false;
    this.#latestEnd = latestEnd;
    owner.claimed += dollars;
    return true;
  }

  /**
   * Holds a claim as soon as it fits, first come first served; `later` when a signal aborts first.
   */
  hold(claim: Claim, ...signals: readonly CancelSignal[]): Promise<HoldResult> {
    const needed = claim.dollars * this.overrunOf(claim.owner);
    const isFirst = this.#waiting.length === 0;
    const result =
      isFirst || !this.#fits(needed, this.#rent.now() + claim.lasting)
        ? this.tryHold(claim)
        : 'later';
    if (result !== 'later') return Promise.resolve(result);
    return new Promise((resolve) => {
      const unsubscribes: (() => void)[] = [];
      const waiter: Waiter = {
        claim,
        end: (ended) => {
          for (const stop of unsubscribes) stop();
          resolve(ended);
        },
      };
      this.#waiting.push(waiter);
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        waiter.end('later');
        this.#admit();
      };
      for (const signal of signals) unsubscribes.push(onAbort(signal, leave));
    });
  }

  /**
   * Replaces a request's claim by its cost, and admits waiting requests. `isKnown`: an answer
   * reported its cost, so the owner's costs are known from then on.
   */
  settle({ dollars, owner: name }: Omit<Claim, 'lasting'>, spent: number, isKnown: boolean): void {
    const owner = this.#ownerOf(name);
    if (dollars > 0) owner.worst = Math.max(owner.worst, spent / dollars);
    if (isKnown) owner.isKnown = true;
    owner.claimed -= dollars;
    this.#spent += spent;
    this.#inFlight--;
    if (this.#inFlight === 0) {
      // Resets floating-point remainders once nothing is in flight.
      for (const each of this.#owners.values()) each.claimed = 0;
      this.#latestEnd = Number.NEGATIVE_INFINITY;
    }
    this.#admit();
  }

  /** Counts an arrival that was not sent because of the cap. */
  drop(): void {
    this.#dropped++;
  }

  /** Counts a request that was not sent again because of the cap. */
  forgo(): void {
    this.#unrepeated++;
  }

  /** Returns the worst ratio of cost to claim of an owner; 1 where none cost more. */
  overrunOf(owner: string): number {
    return this.#owners.get(owner)?.worst ?? 1;
  }

  /** Whether the amount fits until `end` beside what is spent, within floating-point error. */
  #fits(held: number, end: Milliseconds): boolean {
    return this.#spent + held + this.#rent.until(end) <= this.#cap * (1 + 1e-12);
  }

  #heldBy(factor: (owner: Owner) => number): number {
    let sum = 0;
    for (const owner of this.#owners.values()) sum += owner.claimed * factor(owner);
    return sum;
  }

  #ownerOf(name: string): Owner {
    const known = this.#owners.get(name);
    if (known !== undefined) return known;
    const owner = { claimed: 0, worst: 1, isKnown: false };
    this.#owners.set(name, owner);
    return owner;
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const result = this.tryHold(first.claim);
      if (result === 'later') return;
      this.#waiting.shift();
      if (result === 'held') this.#waited++;
      first.end(result);
    }
  }
}

/** A target's claims and the cost that its answers have shown. */
interface Owner {
  /** US dollars claimed by its requests in flight. */
  claimed: number;
  /** Worst ratio of cost to claim; at least 1. */
  worst: number;
  /** Whether any answer reported its cost. */
  isKnown: boolean;
}

function factorOf({ worst, isKnown }: Owner): number {
  return isKnown ? worst : Math.max(worst, MARGIN);
}

/** A request that waits for the cap. */
interface Waiter {
  readonly claim: Claim;
  readonly end: (result: HoldResult) => void;
}
