import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALIBRATION_QUERY, staggered } from '../../src/runner/calibration/calibration-run.ts';
import type { Reply, Target } from '../../src/target/contract/target.ts';
import { createCancellation } from '../../src/time/cancellation.ts';
import { systemClock } from '../../src/time/clock.ts';
import type { Milliseconds } from '../../src/time/duration.ts';

/** A Window is what came of a steady load in its measured time, the code being warm. */
export interface Window {
  readonly start: Milliseconds;
  readonly stop: Milliseconds;
  /** CPU the process used in it, microseconds, and the loop's utilisation, 0 to 1. */
  readonly cpu: number;
  readonly elu: number;
}

/** Keeps `streams` requests in flight, started over the first `spread`, and measures from `warm` on. */
export async function steadyLoad(
  target: Target,
  {
    streams,
    spread,
    warm,
    measured,
  }: { streams: number; spread: Milliseconds; warm: Milliseconds; measured: Milliseconds },
  onReply: (reply: Reply) => void,
): Promise<Window> {
  const begin = performance.now();
  const stop = begin + warm + measured;
  const running = Array.from({ length: streams }, async (_, number) => {
    await sleep(staggered(number) * spread);
    while (performance.now() < stop) {
      const { signal } = createCancellation();
      const call = { clock: systemClock, signal, metadata: {} };
      onReply(await target.ask(CALIBRATION_QUERY, call));
    }
  });
  await sleep(warm);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  await sleep(stop - start);
  const { user, system } = process.cpuUsage(cpu);
  const { utilization } = performance.eventLoopUtilization(loop);
  const ended = performance.now();
  await Promise.all(running);
  return { start, stop: ended, cpu: user + system, elu: utilization };
}
