import { mayHaveGenerated } from '../../cost/cost.ts';
import type { Sample } from '../../sample/sample.ts';

/** Effect of one target's retries, relative to its first attempts. */
export interface Retries {
  /** Arrivals sent, those with more than one attempt, and of these those that ended `ok`. */
  readonly arrivals: number;
  readonly retried: number;
  readonly rescued: number;
  /** Ratios to one attempt per arrival; 1 without retries. */
  readonly amplification: {
    readonly requests: number;
    /** Time from the first attempt's start to the end, over the time of the last attempt alone. */
    readonly time: number;
    /**
     * Tokens processed by the service over those of the last attempts. A lower bound: a broken
     * attempt counts with its input only. Absent where no arrival reported tokens.
     */
    readonly tokens?: number;
    /**
     * US dollars over those of the last attempts; absent where any cost is unknown, or all are 0.
     */
    readonly cost?: number;
  };
}

/** Adds up one target's attempts. */
export class RetryTally {
  #arrivals = 0;
  #retried = 0;
  #rescued = 0;
  #requests = 0;
  readonly #time = { all: 0, last: 0 };
  readonly #tokens = { all: 0, last: 0 };
  readonly #cost = { all: 0, last: 0, unknown: 0 };

  /** Adds a sample. `lastCost` is the cost of the last attempt alone; undefined when unknown. */
  add(sample: Sample, lastCost: number | undefined): void {
    const { attempts, outcome } = sample;
    const [first] = attempts;
    const last = attempts.at(-1);
    if (sample.phase === 'warmup' || first === undefined || last === undefined) return;
    this.#arrivals++;
    this.#requests += attempts.length;
    if (attempts.length > 1) {
      this.#retried++;
      if (outcome === 'ok') this.#rescued++;
    }
    this.#time.all += last.end - first.sent;
    this.#time.last += last.end - last.sent;
    this.#addTokens(sample);
    if (sample.costUsd === undefined || lastCost === undefined) this.#cost.unknown++;
    this.#cost.all += sample.costUsd ?? 0;
    this.#cost.last += lastCost ?? 0;
  }

  /** Undefined where nothing was retried. */
  retries(): Retries | undefined {
    if (this.#retried === 0) return undefined;
    const { all, last, unknown } = this.#cost;
    return {
      arrivals: this.#arrivals,
      retried: this.#retried,
      rescued: this.#rescued,
      amplification: {
        requests: this.#requests / this.#arrivals,
        time: this.#time.last > 0 ? this.#time.all / this.#time.last : 1,
        ...(this.#tokens.last > 0 ? { tokens: this.#tokens.all / this.#tokens.last } : {}),
        ...(unknown === 0 && last > 0 ? { cost: all / last } : {}),
      },
    };
  }

  #addTokens({ attempts, tokens }: Sample): void {
    if (tokens.input === undefined) return;
    const input = tokens.input + (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0);
    const broken = attempts
      .slice(0, -1)
      .filter(({ outcome, begun = false }) => begun || mayHaveGenerated(outcome)).length;
    const last = input + (tokens.output ?? 0);
    this.#tokens.all += last + broken * input;
    this.#tokens.last += last;
  }
}
