import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import type { RunProgress } from '../run/load/run-progress.ts';
import { formatDuration, type Milliseconds } from '../time/duration.ts';

/** Shows the progress of a run: one live line on a terminal, otherwise a new line each time. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #live: boolean;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#live = stream.isTTY && process.env['CI'] === undefined;
  }

  /** Time between two updates, milliseconds. */
  get interval(): Milliseconds {
    return this.#live ? 250 : 10_000;
  }

  show(progress: RunProgress): void {
    const line = progressLine(progress);
    if (!this.#live) {
      this.#stream.write(`${line}\n`);
      return;
    }
    const width = this.#stream.columns;
    this.#stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, width - 1))}`);
  }

  clear(): void {
    if (this.#live) this.#stream.write('\r\u001b[2K');
  }
}

/**
 * Returns the line: share of the schedule, rate, requests in flight, latency, failures, cost, time
 * left.
 */
export function progressLine(now: RunProgress): string {
  const left = Math.max(0, now.planned - now.elapsed);
  const share = Math.min(100, Math.round((now.elapsed / now.planned) * 100));
  const rate = now.done / Math.max(1, now.elapsed / 1000);
  return [
    `${share} %`,
    `${now.done} done at ${rate.toFixed(1)}/s`,
    `${now.inFlight} in flight`,
    now.p95 === undefined ? 'p95 –' : `p95 ${formatQuantity(now.p95, 'ms')}`,
    `${now.throttled} throttled`,
    `${now.failed} failed`,
    formatQuantity(now.spentAtLeast, 'usd'),
    left === 0 ? 'waiting for the last answers' : `${formatDuration(left)} left`,
  ].join(' · ');
}
