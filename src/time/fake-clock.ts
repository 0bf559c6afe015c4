import type { CancelSignal } from './cancellation.ts';
import { type Clock, sleep } from './clock.ts';
import type { Milliseconds } from './duration.ts';

interface Sleeper {
  readonly at: Milliseconds;
  readonly wake: () => void;
}

/**
 * A clock that moves only in `runUntil`, so that a run of hours is a deterministic test of
 * milliseconds.
 */
export class FakeClock implements Clock {
  #now: Milliseconds;
  #sleepers: Sleeper[] = [];

  constructor(start: Milliseconds = 0) {
    this.#now = start;
  }

  now(): Milliseconds {
    return this.#now;
  }

  timer(at: Milliseconds, fire: () => void): () => void {
    const sleeper: Sleeper = { at, wake: fire };
    this.#sleepers.push(sleeper);
    return () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    };
  }

  sleepUntil(at: Milliseconds, ...signals: readonly CancelSignal[]): Promise<void> {
    return sleep(this, at, signals);
  }

  /** Wakes sleepers one by one, in the order of their times, until `finished` settles. */
  async runUntil<T>(finished: Promise<T>): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    finished.then(settle, settle);
    for (;;) {
      await settleMicrotasks();
      if (settled) return finished;
      const next = this.#sleepers.reduce<Sleeper | undefined>(
        (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
        undefined,
      );
      if (next === undefined) continue;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}

/** Lets every ready promise run; setImmediate comes after all microtasks. */
function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
