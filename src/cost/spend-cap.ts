import { onAbort, type CancelSignal } from '../time/cancellation.ts';
import type { Milliseconds } from '../time/duration.ts';

/**
 * Whether there is room for a request: `held` for it now; `later` when others in flight may cost less
 * than was held for them; `never` when it would pass the cap even if nothing else were in flight.
 */
export type Room = 'held' | 'later' | 'never';

/** What the cap did to the load: each makes it another load than the one planned. */
export interface HeldBack {
  /** Requests that waited for room, and were sent. */
  readonly waited: number;
  /** Arrivals that were due and not sent, because there was no room for them. */
  readonly dropped: number;
  /** Retries, and requests lost with their connection, that were not sent again. */
  readonly unrepeated: number;
}

/** What ended the spending, US dollars: the most that a request may cost, and what was left for it. */
export interface Shortage {
  readonly needed: number;
  readonly left: number;
  /** What machines would cost for as long as it may take; absent for nothing. */
  readonly rent?: number;
}

/** A RentMeter tells what rented machines cost. */
export interface RentMeter {
  readonly now: () => Milliseconds;
  /** US dollars for rented machines from the run's start up to this time on the same clock. */
  readonly until: (at: Milliseconds) => number;
}

/** A Claim is what one more request wants to have held. */
export interface Claim {
  /** The most that it may cost, as far as its own words tell. */
  readonly dollars: number;
  /** Whose prices they are: a target's name. */
  readonly owner: string;
  /** How long it may still take, for which machines are rented. */
  readonly lasting: Milliseconds;
}

/**
 * How much more is held for each request of an owner, none of whose answers has told what it cost:
 * a service may add to the prompt what nobody else sees.
 */
export const MARGIN = 10;

const NO_RENT: RentMeter = { now: () => 0, until: () => 0 };

/**
 * A SpendCap is the US dollars that may be spent, kept by holding back the most that each request may
 * cost from before it is sent until its cost is known: spent, held and the rent of machines up to the
 * latest end of what is in flight together never pass the cap.
 *
 * What is held follows the worst ratio of cost to claim that an owner's answers have shown, for those in
 * flight too; before the first answer, MARGIN. A request that is alone in flight needs no margin. What
 * stays unknown stays spent at its most.
 */
export class SpendCap {
  readonly #cap: number;
  readonly #rent: RentMeter;
  #spent = 0;
  readonly #owners = new Map<string, Owner>();
  #inFlight = 0;
  /** When the last of those in flight ends at the latest. */
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

  /** Whether there is a cap at all. */
  get limited(): boolean {
    return this.#cap !== Number.POSITIVE_INFINITY;
  }

  /** US dollars that may have been spent by requests that ended, without rent. */
  get spent(): number {
    return this.#spent;
  }

  /** US dollars held for requests in flight, margins included. */
  get held(): number {
    return this.#heldBy(factorOf);
  }

  /** Of the first request for which there was never to be room; undefined for none. */
  get shortage(): Shortage | undefined {
    return this.#shortage;
  }

  get heldBack(): HeldBack {
    return { waited: this.#waited, dropped: this.#dropped, unrepeated: this.#unrepeated };
  }

  /** Whether rent would pass the cap so long from now, beside what is spent and in flight. */
  isRentedOut(ahead: Milliseconds): boolean {
    const end = Math.max(this.#latestEnd, this.#rent.now() + ahead);
    return !this.#fits(
      this.#heldBy(({ worst }) => worst),
      end,
    );
  }

  /** Holds what one more request claims, if there is room. */
  tryHold(claim: Claim): Room {
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

  /** Whether there was room to hold so much more for a request in flight. */
  extend({ dollars, owner: name, lasting }: Claim): boolean {
    const owner = this.#ownerOf(name);
    const latestEnd = Math.max(this.#latestEnd, this.#rent.now() + lasting);
    const by = this.#inFlight > 1 ? factorOf : ({ worst }: Owner) => worst;
    if (!this.#fits(this.#heldBy(by) + dollars * by(owner), latestEnd)) return false;
    this.#latestEnd = latestEnd;
    owner.claimed += dollars;
    return true;
  }

  /** Holds what is claimed as soon as there is room, in the order of asking; `later` when a signal aborts first. */
  hold(claim: Claim, ...signals: readonly CancelSignal[]): Promise<Room> {
    const needed = claim.dollars * this.overrunOf(claim.owner);
    const isFirst = this.#waiting.length === 0;
    const room =
      isFirst || !this.#fits(needed, this.#rent.now() + claim.lasting)
        ? this.tryHold(claim)
        : 'later';
    if (room !== 'later') return Promise.resolve(room);
    return new Promise((resolve) => {
      const followings: (() => void)[] = [];
      const waiter: Waiter = {
        claim,
        end: (ended) => {
          for (const stop of followings) stop();
          resolve(ended);
        },
      };
      this.#waiting.push(waiter);
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        waiter.end('later');
        this.#admit();
      };
      for (const signal of signals) followings.push(onAbort(signal, leave));
    });
  }

  /**
   * Replaces all that a request claimed by what it spent, and lets in who waits. `isKnown` where an
   * answer told its cost: what its owner's requests cost is known from then on.
   */
  settle({ dollars, owner: name }: Omit<Claim, 'lasting'>, spent: number, isKnown: boolean): void {
    const owner = this.#ownerOf(name);
    if (dollars > 0) owner.worst = Math.max(owner.worst, spent / dollars);
    if (isKnown) owner.isKnown = true;
    owner.claimed -= dollars;
    this.#spent += spent;
    this.#inFlight--;
    if (this.#inFlight === 0) {
      // Exactly nothing is held for nothing, whatever floating point left.
      for (const each of this.#owners.values()) each.claimed = 0;
      this.#latestEnd = Number.NEGATIVE_INFINITY;
    }
    this.#admit();
  }

  /** Counts an arrival that was not sent for want of room. */
  drop(): void {
    this.#dropped++;
  }

  /** Counts a request that was not sent again for want of room. */
  forgo(): void {
    this.#unrepeated++;
  }

  /** How many times its claim a request of this owner has cost at worst; 1 where none cost more. */
  overrunOf(owner: string): number {
    return this.#owners.get(owner)?.worst ?? 1;
  }

  /** Whether so much can be held until then, beside what is spent; to a rest of floating point. */
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
      const room = this.tryHold(first.claim);
      if (room === 'later') return;
      this.#waiting.shift();
      if (room === 'held') this.#waited++;
      first.end(room);
    }
  }
}

/** An Owner is a target whose requests are in flight, and what its answers have shown of their cost. */
interface Owner {
  /** US dollars that its requests in flight claim. */
  claimed: number;
  /** The worst ratio of cost to claim; 1 at least. */
  worst: number;
  /** Whether any answer told its cost. */
  isKnown: boolean;
}

function factorOf({ worst, isKnown }: Owner): number {
  return isKnown ? worst : Math.max(worst, MARGIN);
}

/** A Waiter is a request that waits for room. */
interface Waiter {
  readonly claim: Claim;
  readonly end: (room: Room) => void;
}
