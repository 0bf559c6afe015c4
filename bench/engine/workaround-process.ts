import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { WORKAROUNDS } from './workarounds.ts';

/** What one variant of a workaround costs, an operation. */
export interface EngineFigures {
  /** CPU of the whole process, the collector's threads included. */
  readonly micros: number;
  /** Bytes that only a full collection takes back. */
  readonly oldBytes: number;
  /** Time in which the collector held the loop. */
  readonly pauseMicros: number;
}

const [name, variant = ''] = process.argv.slice(2);
const run = WORKAROUNDS.find((each) => each.name === name)?.variants[variant];
if (run === undefined) throw new Error(`there is no ${name}, ${variant}`);
const { gc } = globalThis;
if (gc === undefined) throw new Error('start it with --expose-gc');

let pauses = 0;
const observer = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) pauses += duration;
});

const SKIPPED = new Set(['new_space', 'new_large_object_space', 'read_only_space']);

/** Bytes in use outside the young generation. */
function oldBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => !SKIPPED.has(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

// Once for the compilers.
await run(20_000);
await settle();
gc();
const operations = await enough();
observer.observe({ entryTypes: ['gc'] });
const before = oldBytes();
const cpu = process.cpuUsage();
await run(operations);
const { user, system } = process.cpuUsage(cpu);
await settle();
observer.disconnect();
// What was young and is dead is no matter.
gc({ type: 'minor' });
const after = oldBytes();
const figures: EngineFigures = {
  micros: (user + system) / operations,
  oldBytes: (after - before) / operations,
  pauseMicros: (pauses * 1000) / operations,
};
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());

/** As many as take about half a second, and no more than the old generation holds uncollected. */
async function enough(): Promise<number> {
  const began = performance.now();
  await run?.(2000);
  const each = (performance.now() - began) / 2000;
  await settle();
  gc?.();
  return Math.round(Math.min(60_000, Math.max(4000, 500 / each)));
}
