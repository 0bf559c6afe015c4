import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import type { Milliseconds } from '../scenario/duration.ts';

/** A Pulse is how hard this process worked while it measured. */
export interface Pulse {
  /** Event-loop utilisation, 0 to 1: over the whole run, and of its busiest second. */
  readonly elu: number;
  readonly eluMax: number;
  readonly loopDelayP99: Milliseconds;
  readonly gcPauseMax: Milliseconds;
}

/** Starts watching the event loop and the garbage collector; the returned function stops and tells. */
export function watchPulse(): () => Pulse {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let gcPauseMax = 0;
  const collector = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) gcPauseMax = Math.max(gcPauseMax, entry.duration);
  });
  collector.observe({ entryTypes: ['gc'] });

  const first = performance.eventLoopUtilization();
  let last = first;
  let eluMax = 0;
  const second = setInterval(() => {
    const now = performance.eventLoopUtilization();
    eluMax = Math.max(eluMax, performance.eventLoopUtilization(now, last).utilization);
    last = now;
  }, 1000);
  second.unref();

  return () => {
    clearInterval(second);
    collector.disconnect();
    delay.disable();
    const elu = performance.eventLoopUtilization(first).utilization;
    return {
      elu,
      eluMax: Math.max(eluMax, elu),
      // The histogram counts nanoseconds, and the timer's own 10 ms are not delay.
      loopDelayP99: Math.max(0, delay.percentile(99) / 1e6 - 10),
      gcPauseMax,
    };
  };
}
