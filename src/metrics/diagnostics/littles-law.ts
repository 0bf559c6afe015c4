import type { Milliseconds } from '../../time/duration.ts';

/** Requests in flight within a time range, by Little's law. */
export interface LittlesLaw {
  /** N: mean number in flight. */
  readonly inFlight: number;
  /** X: completions per second. */
  readonly rate: number;
  /** R: mean time in flight of completed requests, milliseconds. */
  readonly residence: Milliseconds;
  /** (N - X R) / N: above 0 where requests accumulate, below 0 where a backlog drains. */
  readonly gap: number;
  /** The gap explained by chance (four standard deviations). */
  readonly chance: number;
}

/**
 * Checks one load against Little's law over a time range: N = X R in steady state (J. D. C. Little,
 * Operations Research 9, 1961).
 *
 * N T - X R T is the total age of requests in flight at the end minus that at the start, so its
 * mean is zero without accumulation. With requests as in M/G/infinity the age of all in flight has
 * the variance X E[R^3] / 3 (Campbell's theorem), which gives the gap explained by chance.
 */
export class LittlesLawCheck {
  readonly #from: Milliseconds;
  readonly #to: Milliseconds;
  #time = 0;
  #completions = 0;
  #sum = 0;
  #cubes = 0;

  /** Takes the time range from the run's start, without the load's own ramp-up and drain. */
  constructor(from: Milliseconds, to: Milliseconds) {
    this.#from = from;
    this.#to = to;
  }

  /** Adds one request, in flight from `sent` to `end`. */
  add(sent: Milliseconds, end: Milliseconds): void {
    this.#time += Math.max(0, Math.min(end, this.#to) - Math.max(sent, this.#from));
    if (end < this.#from || end >= this.#to) return;
    this.#completions++;
    this.#sum += end - sent;
    this.#cubes += (end - sent) ** 3;
  }

  /** Undefined where no request completed. */
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
