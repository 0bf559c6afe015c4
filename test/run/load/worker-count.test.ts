import { describe, expect, it } from 'vitest';
import { workerCountOf, workerCountWarnings } from '../../../src/run/load/worker-count.ts';
import { resolveScenario } from '../../../src/scenario/resolve.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';

function scenarioWith(loads: object) {
  return resolveScenario(
    scenarioSchema.parse({
      dataset: 'q.csv',
      target: { kind: 'bedrock-converse', model: 'm' },
      ...loads,
    }),
    '/scenario.ts',
  );
}

describe('a workforce', () => {
  it.each([
    [{ vus: 2, iterations: 9 }, 4, 2],
    [{ vus: 1, iterations: 9 }, 4, 1],
    [{ vus: 9, iterations: 9 }, 4, 4],
    [
      {
        scenarios: {
          few: { executor: 'shared-iterations', vus: 1, iterations: 3 },
          many: {
            executor: 'constant-arrival-rate',
            rate: 1,
            duration: '1s',
            preAllocatedVUs: 1,
            maxVUs: 3,
          },
        },
      },
      8,
      3,
    ],
  ])('of %o and %i workers asked for is %i', (loads, asked, used) => {
    expect(workerCountOf(scenarioWith(loads), asked, 2)).toEqual({ asked, used, processors: 2 });
  });

  it('warns of more workers than users, and of more than processors', () => {
    expect(workerCountWarnings({ asked: 2, used: 2, processors: 2 })).toEqual([]);
    expect(workerCountWarnings({ asked: 4, used: 2, processors: 2 })).toEqual([
      expect.stringMatching(
        /^--workers 4 is more than the load has users, so 2 processes put it on/,
      ),
    ]);
    expect(workerCountWarnings({ asked: 4, used: 4, processors: 2 })).toEqual([
      expect.stringMatching(/^4 workers share 2 processors/),
    ]);
    expect(workerCountWarnings({ asked: 1, used: 1, processors: 1 })).toEqual([]);
  });
});
