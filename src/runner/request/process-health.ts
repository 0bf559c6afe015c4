import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { timeSlept } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ProcessHealth } from '../../verdict/client-health.ts';

/**
 * Starts monitoring the event loop and the garbage collector; the returned function stops and
 * returns the figures.
 */
export function monitorProcess(): () => ProcessHealth {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let gcPauseMax = 0;
  let gcSum = 0;
  const collector = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gcPauseMax = Math.max(gcPauseMax, duration);
      gcSum += duration;
    }
  });
  collector.observe({ entryTypes: ['gc'] });

  const began = performance.now();
  const firstCpu = process.cpuUsage();
  const first = readLoop();
  let last = first;
  let eluMax = 0;
  let lastApart = clocksApart();
  let clockStep = 0;
  const compareClocks = (): void => {
    const now = clocksApart();
    clockStep = Math.max(clockStep, Math.abs(now - lastApart));
    lastApart = now;
  };
  const second = setInterval(() => {
    const now = readLoop();
    eluMax = Math.max(eluMax, utilisation(last, now));
    last = now;
    compareClocks();
  }, 1000);
  second.unref();

  return () => {
    clearInterval(second);
    collector.disconnect();
    delay.disable();
    compareClocks();
    const elapsed = performance.now() - began;
    const elu = utilisation(first, readLoop());
    const { user, system } = process.cpuUsage(firstCpu);
    const cpu = (user + system) / 1000 / elapsed;
    return {
      elu,
      eluMax: Math.max(eluMax, elu),
      cpu,
      starved: Math.max(0, elu - cpu),
      // The histogram is in nanoseconds and includes the timer's own 10 ms.
      loopDelayP99: Math.max(0, delay.percentile(99) / 1e6 - 10),
      gcPauseMax,
      gcShare: gcSum / elapsed,
      clockStep,
    };
  };
}

/** Returns the worst value of each figure over one or more processes. */
export function worstHealth(healths: readonly ProcessHealth[]): ProcessHealth {
  const worst = (name: keyof ProcessHealth): number =>
    Math.max(...healths.map((health) => health[name]));
  return {
    elu: worst('elu'),
    eluMax: worst('eluMax'),
    cpu: worst('cpu'),
    starved: worst('starved'),
    loopDelayP99: worst('loopDelayP99'),
    gcPauseMax: worst('gcPauseMax'),
    gcShare: worst('gcShare'),
    clockStep: worst('clockStep'),
  };
}

interface LoopReading {
  readonly loop: EventLoopUtilization;
  readonly slept: Milliseconds;
}

function readLoop(): LoopReading {
  return { loop: performance.eventLoopUtilization(), slept: timeSlept() };
}

/**
 * Excludes the clock's naps before due times: Node counts them as busy, but they end for any event.
 */
function utilisation(from: LoopReading, to: LoopReading): number {
  const { active, idle } = performance.eventLoopUtilization(to.loop, from.loop);
  return Math.max(0, active - (to.slept - from.slept)) / Math.max(1, active + idle);
}

function clocksApart(): Milliseconds {
  return Date.now() - performance.now();
}
