import type { Milliseconds } from '../../time/duration.ts';

/** What a stretch of time shows of the requests in flight within it. */
export interface LittlesLaw {
  /** N: mean number in flight. */
  readonly inFlight: number;
  /** X: completions per second. */
  readonly rate: number;
  /** R: mean time in flight of what completed. */
  readonly residence: Milliseconds;
  /** (N - X R) / N: above 0 where requests pile up, below 0 where a pile drains. */
  readonly gap: number;
  /** The gap that chance alone may leave (four standard deviations). */
  readonly chance: number;
}

/**
 * A LittlesLawCheck holds one load against Little's law over a stretch of its time: N = X R wherever a
 * system is steady (J. D. C. Little, Operations Research 9, 1961).
 *
 * N T - X R T is the age of what is in flight at the end less the same at the start, so it is zero
 * on the mean where nothing piles up. With requests as in M/G/infinity the age of all in flight has
 * the variance X E[R^3] / 3 (Campbell's theorem), which gives what chance may leave.
 */
export class LittlesLawCheck {
  readonly #from: Milliseconds;
  readonly #to: Milliseconds;
  #time = 0;
  #completions = 0;
  #sum = 0;
  #cubes = 0;

  /** The stretch, from the run's start, without the load's own filling and draining. */
  constructor(from: Milliseconds, to: Milliseconds) {
    this.#from = from;
    this.#to = to;
  }

  /** Adds one request: in flight from `sent` to `end`. */
  add(sent: Milliseconds, end: Milliseconds): void {
    this.#time += Math.max(0, Math.min(end, this.#to) - Math.max(sent, this.#from));
    if (end < this.#from || end >= this.#to) return;
    this.#completions++;
    this.#sum += end - sent;
    this.#cubes += (end - sent) ** 3;
  }

  /** Undefined where nothing completed. */
  law(): LittlesLaw | undefined {
    const length = this.#to - this.#from;
    if (this.#completions === 0 || this.#time === 0) return undefined;
    return {
      inFlight: this.#time / length,
      rate: (1000 * this.#completions) / length,
      residence: this.#sum / this.#completions,
      gap: (this.#time - this.#sum) / this.#time,
      chance: (4 * Math.sqrt(((2 / 3) * this.#cubes) / length)) / this.#time,
    };
  }
}
