import { describe, expect, it } from 'vitest';
import { loadGeneratorHealth } from '../../../src/run/result/load-generator-health.ts';
import type { StopReason } from '../../../src/runner/request/stop-controller.ts';
import { emptyState, outcomeOf, putLoad, SERVICE, taking } from '../finished-run.ts';

const aim = (target: string) => ({ executor: 'shared-iterations', vus: 1, iterations: 10, target });
const TWO = {
  targets: { fast: SERVICE, slow: SERVICE },
  scenarios: { one: aim('fast'), other: aim('slow') },
};
const LEVEL = {
  scenarios: {
    level: { executor: 'constant-arrival-rate', rate: 10, duration: '20s', preAllocatedVUs: 20 },
  },
};

describe('the health of a load generator', () => {
  it('has the median latency of the fastest target, which a delay of our own distorts most', async () => {
    const state = emptyState(TWO);
    const end = await putLoad(state, { fast: taking(20), slow: taking(5000) });
    const { latencyP50, ttftP50 } = loadGeneratorHealth(state, outcomeOf(end)) ?? {};
    expect(latencyP50).toBeCloseTo(20, 0);
    expect(ttftP50).toBeCloseTo(20, 0);
  });

  it('has no median of a target whose every answer is missing', async () => {
    const state = emptyState(TWO);
    const failing = () => ({ takes: 1, outcome: 'timeout' as const });
    const end = await putLoad(state, { fast: failing, slow: taking(5000) });
    expect(loadGeneratorHealth(state, outcomeOf(end))?.latencyP50).toBeCloseTo(5000, -2);
  });

  it('holds a level load that ran to its end against Little’s law', async () => {
    const state = emptyState(LEVEL);
    const end = await putLoad(state, taking(500));
    const loads = loadGeneratorHealth(state, outcomeOf(end))?.loads ?? [];
    expect(loads.map(({ name }) => name)).toEqual(['level']);
    expect(loads[0]?.law.inFlight).toBeCloseTo(5, 0);
  });

  it.each<StopReason>(['signal', 'budget', 'threshold', 'lost'])(
    'does not hold a run that a %s cut short against Little’s law: it was not level',
    async (stopped) => {
      const state = emptyState(LEVEL);
      const end = await putLoad(state, taking(500));
      expect(loadGeneratorHealth(state, outcomeOf({ ...end, stopped }))?.loads).toEqual([]);
    },
  );

  it('is unknown where no process lived to tell', async () => {
    const state = emptyState();
    const { health: _, ...outcome } = outcomeOf(await putLoad(state, taking(100)));
    expect(loadGeneratorHealth(state, outcome)).toBeUndefined();
  });

  it('names the percentiles that too few samples stand behind', async () => {
    const state = emptyState({ thresholds: { latency: ['p(95)<900', 'p(50)<900'] } });
    const end = await putLoad(state, taking(100));
    const thin = loadGeneratorHealth(state, outcomeOf(end))?.thin ?? [];
    expect(thin.map(({ label, n }) => [label, n])).toEqual([['p(95) latency of target', 10]]);
  });
});
