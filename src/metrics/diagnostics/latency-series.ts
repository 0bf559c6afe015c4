import type { Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { latencyOf } from '../aggregates/measurement.ts';

/** How many of a target's first requests count as cold. */
const COLD = 5;

/** One measured answer: when it was due, and what its user waited. */
interface Entry {
  readonly due: Milliseconds;
  readonly latency: Milliseconds;
}

/**
 * A LatencySeries is one target's latencies in the order in which they were due: 16 bytes an answer.
 *
 * Order is what a histogram forgets, and what tells a slow start from a slow service. The first five
 * answers of all, warm-up's included, are kept apart: they meet the cold caches, sockets and
 * instances that users meet once.
 */
export class LatencySeries {
  #dues = new Float64Array(256);
  #latencies = new Float64Array(256);
  #n = 0;
  readonly #cold: Readonly<Record<Sample['phase'], Entry[]>> = { warmup: [], measured: [] };

  /** `ok` answers, and interrupted ones with their wait so far, as the latency metric has them. */
  add(sample: Sample): void {
    if (sample.outcome !== 'ok' && sample.outcome !== 'interrupted') return;
    const entry = { due: sample.due, latency: latencyOf(sample) };
    if (sample.outcome === 'ok') this.#keepCold(entry, this.#cold[sample.phase]);
    if (sample.phase === 'warmup') return;
    if (this.#n === this.#dues.length) this.#grow();
    this.#dues[this.#n] = entry.due;
    this.#latencies[this.#n] = entry.latency;
    this.#n++;
  }

  /** Measured answers, in order of their due times. */
  entries(): readonly Entry[] {
    return Array.from({ length: this.#n }, (_, i) => ({
      due: this.#dues[i] ?? Number.NaN,
      latency: this.#latencies[i] ?? Number.NaN,
    })).sort((a, b) => a.due - b.due);
  }

  /** Latencies of the first five answers by due time; warm-up comes before all else. */
  cold(): readonly Milliseconds[] {
    const { warmup, measured } = this.#cold;
    return [...warmup, ...measured].slice(0, COLD).map(({ latency }) => latency);
  }

  #keepCold(entry: Entry, kept: Entry[]): void {
    const last = kept[COLD - 1];
    if (last !== undefined && last.due <= entry.due) return;
    kept.push(entry);
    kept.sort((a, b) => a.due - b.due);
    kept.length = Math.min(kept.length, COLD);
  }

  #grow(): void {
    const longer = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(2 * values.length);
      grown.set(values);
      return grown;
    };
    this.#dues = longer(this.#dues);
    this.#latencies = longer(this.#latencies);
  }
}
