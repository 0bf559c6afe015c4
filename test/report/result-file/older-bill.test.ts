import { describe, expect, it } from 'vitest';
import { resultOfToday } from '../../../src/report/result-file/older-bill.ts';
import type { RunResult, TargetResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

const fixed = [{ name: 'own: 1 x ml.g6.12xlarge', perMonth: 3650 }];

/** A result whose one bill is as it was written before fixed costs had a share in a thousand answers. */
function older(bill: object, demand: RunResult['demand']): RunResult {
  const [target] = sampleResult.targets;
  const targets = [
    { ...target, cost: { run: 1, prices: [], ...bill } },
  ] as unknown as TargetResult[];
  const { demand: _, ...rest } = sampleResult;
  return { ...rest, targets, ...(demand === undefined ? {} : { demand }) };
}

const billOf = (result: RunResult) => resultOfToday(result, 'result.json').targets[0]?.cost;

describe('a bill of an older result', () => {
  const demand = { queriesPerDay: 12_000, profile: 'flat' };

  it('gets its share of fixed costs, and keeps its variable cost', () => {
    const bill = { per1k: 2, per1kInterval: { low: 1, high: 3 }, perMonth: 4380, fixed };
    expect(billOf(older(bill, demand))).toMatchObject({
      per1k: 12,
      per1kInterval: { low: 11, high: 13 },
      variablePer1k: 2,
      variablePer1kInterval: { low: 1, high: 3 },
      missing: [],
    });
  });

  it('has an unknown share without a demand, and keeps unknown costs unknown', () => {
    const bill = { per1k: 0, per1kInterval: { low: 0, high: 0 }, fixed };
    const found = billOf(older(bill, undefined));
    expect(found).toMatchObject({ per1k: 'unknown', variablePer1k: 0 });
    expect(found).not.toHaveProperty('per1kInterval');
    expect(billOf(older({ per1k: 'unknown', fixed }, demand))?.per1k).toBe('unknown');
    expect(billOf(older({ per1k: 5, fixed: [] }, undefined))?.per1k).toBe(5);
  });

  it('is unchanged in the current version', () => {
    expect(resultOfToday(sampleResult, 'result.json').targets.map(({ cost }) => cost)).toEqual(
      sampleResult.targets.map(({ cost }) => cost),
    );
  });
});
