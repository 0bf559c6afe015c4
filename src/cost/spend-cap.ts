import { onAbort, type CancelSignal } from '../time/cancellation.ts';

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
}

/**
 * A SpendCap is the US dollars that may be spent, kept by holding back the most that each request may
 * cost from before it is sent until its cost is known: spent and held together never pass the cap.
 *
 * What stays unknown stays spent at its most. What rented machines have cost by now is spent, too.
 */
export class SpendCap {
  readonly #cap: number;
  readonly #rent: () => number;
  #spent = 0;
  #held = 0;
  #inFlight = 0;
  #waiting: Waiter[] = [];
  readonly #overruns = new Map<string, number>();
  #waited = 0;
  #dropped = 0;
  #unrepeated = 0;
  #shortage: Shortage | undefined;

  /** `rent` is US dollars for rented machines, up to now. */
  constructor(cap = Number.POSITIVE_INFINITY, rent: () => number = () => 0) {
    this.#cap = cap;
    this.#rent = rent;
  }

  /** Whether there is a cap at all. */
  get limited(): boolean {
    return this.#cap !== Number.POSITIVE_INFINITY;
  }

  /** US dollars that may have been spent by requests that ended, and by rent. */
  get spent(): number {
    return this.#spent + this.#rent();
  }

  /** US dollars held for requests in flight. */
  get held(): number {
    return this.#held;
  }

  get overdrawn(): boolean {
    return this.spent > this.#cap;
  }

  /** Of the first request for which there was never to be room; undefined for none. */
  get shortage(): Shortage | undefined {
    return this.#shortage;
  }

  get heldBack(): HeldBack {
    return { waited: this.#waited, dropped: this.#dropped, unrepeated: this.#unrepeated };
  }

  /** Holds so many dollars for one more request, if there is room. */
  tryHold(dollars: number): Room {
    if (!this.#fits(dollars)) {
      this.#shortage ??= { needed: dollars, left: Math.max(0, this.#cap - this.spent) };
      return 'never';
    }
    if (!this.extend(dollars)) return 'later';
    this.#inFlight++;
    return 'held';
  }

  /** Whether there was room to hold so many dollars more for a request in flight. */
  extend(dollars: number): boolean {
    if (!this.#fits(this.#held + dollars)) return false;
    this.#held += dollars;
    return true;
  }

  /** Holds so many dollars as soon as there is room, in the order of asking; `later` when a signal aborts first. */
  hold(dollars: number, ...signals: readonly CancelSignal[]): Promise<Room> {
    const room =
      this.#waiting.length === 0 || !this.#fits(dollars) ? this.tryHold(dollars) : 'later';
    if (room !== 'later') return Promise.resolve(room);
    return new Promise((resolve) => {
      const followings: (() => void)[] = [];
      const waiter: Waiter = {
        dollars,
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

  /** Replaces all dollars held for a request by those it spent, and lets in who waits. */
  settle(held: number, spent: number): void {
    this.#inFlight--;
    // Exactly nothing is held for nothing, whatever floating point left.
    this.#held = this.#inFlight === 0 ? 0 : this.#held - held;
    this.#spent += spent;
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

  /** By how much requests of this owner have cost more than was held for them; 1 for none. */
  overrunOf(owner: string): number {
    return this.#overruns.get(owner) ?? 1;
  }

  /** Remembers that so much was held and more was spent, so that more is held from now on. */
  noteOverrun(owner: string, times: number): void {
    this.#overruns.set(owner, Math.max(this.overrunOf(owner), times));
  }

  /** Whether so many dollars can be spent beside those that were; to a rest of floating point. */
  #fits(dollars: number): boolean {
    return this.spent + dollars <= this.#cap * (1 + 1e-12);
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const room = this.tryHold(first.dollars);
      if (room === 'later') return;
      this.#waiting.shift();
      if (room === 'held') this.#waited++;
      first.end(room);
    }
  }
}

/** A Waiter is a request that waits for room. */
interface Waiter {
  readonly dollars: number;
  readonly end: (room: Room) => void;
}
