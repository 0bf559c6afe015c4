import type { Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Time that a target scaled to zero took to answer. Excluded from percentiles. */
export interface ColdStart {
  /** From the first request to the end of the first `ok` answer, milliseconds. */
  readonly duration: Milliseconds;
  /** Requests before readiness, and the error name of the last one. */
  readonly refused: number;
  readonly name: string;
}

/** Load name of requests sent until a target is ready. */
export const COLD_START = 'cold-start';

/** Tracks one target from its first refusal to its first answer. */
export class ColdStartTally {
  #first = Number.POSITIVE_INFINITY;
  #ready = Number.POSITIVE_INFINITY;
  #refused = 0;
  #name = '';

  add(sample: Sample): void {
    if (sample.phase !== 'warmup' || sample.scenario !== COLD_START) return;
    this.#first = Math.min(this.#first, sample.attempts[0]?.sent ?? sample.due);
    if (sample.outcome === 'ok') {
      this.#ready = Math.min(this.#ready, sample.end);
      return;
    }
    this.#refused++;
    this.#name = sample.error?.name ?? sample.outcome;
  }

  /** Undefined where the first request was answered, or none was. */
  coldStart(): ColdStart | undefined {
    if (this.#refused === 0 || this.#ready === Number.POSITIVE_INFINITY) return undefined;
    return { duration: this.#ready - this.#first, refused: this.#refused, name: this.#name };
  }
}
