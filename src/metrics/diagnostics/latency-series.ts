import type { Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { latencyOf } from '../aggregates/measurement.ts';

/** Number of first requests that count as cold. */
const COLD = 5;

/** Due time and latency of one measured answer. */
interface Entry {
  readonly due: Milliseconds;
  readonly latency: Milliseconds;
}

/**
 * Latencies of one target in due order, 16 bytes an answer.
 *
 * A histogram loses the order, which distinguishes a slow start from a slow service. Keeps the
 * first five answers separately, warm-up included: they meet cold caches, sockets and instances.
 */
export class LatencySeries {
  #dues = new Float64Array(256);
  #latencies = new Float64Array(256);
  #n = 0;
  readonly #cold: Readonly<Record<Sample['phase'], Entry[]>> = { warmup: [], measured: [] };

  /** Adds `ok` answers, and interrupted ones with their wait so far, as in the latency metric. */
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

  /** Measured answers by due time. */
  entries(): readonly Entry[] {
    return Array.from({ length: this.#n }, (_, i) => ({
      due: this.#dues[i] ?? Number.NaN,
      latency: this.#latencies[i] ?? Number.NaN,
    })).sort((a, b) => a.due - b.due);
  }

  /** Latencies of the first five answers by due time; warm-up comes first. */
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
