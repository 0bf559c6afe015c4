import { describe, expect, it } from 'vitest';
import { monitorProcess, worstHealth } from '../../../src/runner/request/process-health.ts';
import { systemClock, timeSlept } from '../../../src/time/clock.ts';
import type { ProcessHealth } from '../../../src/verdict/client-health.ts';

const calm: ProcessHealth = {
  elu: 0.1,
  eluMax: 0.2,
  cpu: 0.1,
  starved: 0,
  loopDelayP99: 1,
  gcPauseMax: 2,
  gcShare: 0.01,
  clockStep: 0.5,
};

describe('the pulse of a process', () => {
  it('tells a loop that is kept busy from an idle one', async () => {
    const stop = monitorProcess();
    const until = performance.now() + 100;
    while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
    const { elu, eluMax, cpu, clockStep } = stop();
    expect(elu).toBeGreaterThan(0.5);
    expect(eluMax).toBeGreaterThanOrEqual(elu);
    expect(cpu).toBeGreaterThan(0);
    expect(clockStep).toBeLessThan(1000);
  });

  it('does not take naps before alarms for work', async () => {
    const stop = monitorProcess();
    const until = performance.now() + 300;
    const before = timeSlept();
    while (performance.now() < until) await systemClock.sleepUntil(performance.now() + 0.9);
    const slept = (timeSlept() - before) / 300;
    expect(slept).toBeGreaterThan(0.1);
    expect(stop().elu).toBeLessThan(1 - slept / 2);
  });

  it('of several is the worst of each figure', () => {
    expect(worstHealth([calm, { ...calm, elu: 0.8, gcPauseMax: 1 }])).toEqual({
      ...calm,
      elu: 0.8,
    });
    expect(worstHealth([calm])).toEqual(calm);
  });
});
