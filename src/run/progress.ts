import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import type { Sample } from '../sample/sample.ts';
import { formatDuration, type Milliseconds } from '../time/duration.ts';

/** What a Progress shows, at one instant. */
export interface Snapshot {
  readonly elapsed: Milliseconds;
  readonly planned: Milliseconds;
  readonly inFlight: number;
  readonly done: number;
  readonly throttled: number;
  readonly failed: number;
  readonly p95?: Milliseconds;
  readonly spent: number;
}

/** A Progress tells people how a run is going: one live line on a terminal, a line every ten seconds elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #live: boolean;
  readonly #planned: Milliseconds;
  readonly #began = performance.now();
  readonly #percentile: () => Milliseconds | undefined;
  readonly #timer: NodeJS.Timeout;
  #sent = 0;
  #done = 0;
  #throttled = 0;
  #failed = 0;
  #spent = 0;

  constructor(options: {
    stream: NodeJS.WriteStream;
    planned: Milliseconds;
    percentile: () => Milliseconds | undefined;
  }) {
    this.#stream = options.stream;
    this.#live = options.stream.isTTY && process.env['CI'] === undefined;
    this.#planned = options.planned;
    this.#percentile = options.percentile;
    this.#timer = setInterval(() => this.#show(), this.#live ? 250 : 10_000);
  }

  sent(): void {
    this.#sent++;
  }

  recorded(sample: Sample): void {
    this.#done++;
    if (sample.outcome === 'dropped') this.#sent++;
    if (sample.outcome === 'throttled') this.#throttled++;
    else if (sample.outcome !== 'ok') this.#failed++;
    this.#spent += sample.costUsd ?? 0;
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#live) this.#stream.write('\r\u001b[2K');
  }

  #show(): void {
    const p95 = this.#percentile();
    const line = progressLine({
      elapsed: performance.now() - this.#began,
      planned: this.#planned,
      inFlight: this.#sent - this.#done,
      done: this.#done,
      throttled: this.#throttled,
      failed: this.#failed,
      spent: this.#spent,
      ...(p95 === undefined ? {} : { p95 }),
    });
    if (!this.#live) {
      this.#stream.write(`${line}\n`);
      return;
    }
    const width = this.#stream.columns;
    this.#stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, width - 1))}`);
  }
}

/** The line itself: how far, how fast, how many, how slow, how dear, how long still. */
export function progressLine(now: Snapshot): string {
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
    formatQuantity(now.spent, 'usd'),
    left === 0 ? 'waiting for the last answers' : `${formatDuration(left)} left`,
  ].join(' · ');
}
