import type { Metrics } from '../../metrics/metrics.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Progress of a run at one instant, warm-up requests included. */
export interface RunProgress {
  readonly elapsed: Milliseconds;
  /** Duration of the schedule without warm-up and graceful stop, milliseconds. */
  readonly planned: Milliseconds;
  readonly inFlight: number;
  readonly done: number;
  readonly throttled: number;
  readonly failed: number;
  /**
   * 95th percentile of the slowest target's latency, milliseconds; absent before the first answer.
   */
  readonly p95?: Milliseconds;
  /** Known cost of the requests so far, US dollars. */
  readonly spentAtLeast: number;
}

/** Counts the requests that a run has sent and their records. */
export class ProgressCounter {
  readonly #planned: Milliseconds;
  readonly #metrics: Metrics;
  #sent = 0;
  #done = 0;
  #throttled = 0;
  #failed = 0;
  #spentAtLeast = 0;

  constructor(planned: Milliseconds, metrics: Metrics) {
    this.#planned = planned;
    this.#metrics = metrics;
  }

  sent(): void {
    this.#sent++;
  }

  recorded({ outcome, costUsd = 0 }: Pick<Sample, 'outcome' | 'costUsd'>): void {
    this.#done++;
    if (outcome === 'dropped') this.#sent++;
    if (outcome === 'throttled') this.#throttled++;
    else if (outcome !== 'ok') this.#failed++;
    this.#spentAtLeast += costUsd;
  }

  progress(elapsed: Milliseconds): RunProgress {
    const p95 = slowestP95(this.#metrics);
    return {
      elapsed,
      planned: this.#planned,
      inFlight: this.#sent - this.#done,
      done: this.#done,
      throttled: this.#throttled,
      failed: this.#failed,
      spentAtLeast: this.#spentAtLeast,
      ...(p95 === undefined ? {} : { p95 }),
    };
  }
}

function slowestP95(metrics: Metrics): Milliseconds | undefined {
  const values = metrics.targets.flatMap((target) => {
    const trend = metrics.find('latency', target);
    return trend?.type === 'trend' && trend.n > 0 ? [trend.percentile(95)] : [];
  });
  return values.length === 0 ? undefined : Math.max(...values);
}
