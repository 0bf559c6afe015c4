import { describe, expect, it } from 'vitest';
import { isPriced, type PlanTarget } from '../../../src/plan/demand/plan-target.ts';
import { batchLever } from '../../../src/plan/lever/batch-lever.ts';
import { sonnet } from '../sample-target.ts';

function lever(target: PlanTarget, allowed: number) {
  if (!isPriced(target)) throw new Error(`${target.name} has no price`);
  return batchLever(target, allowed)[0];
}

/** A target of $9.75 at list price, at a price factor. */
function atTier(tierFactor: number): PlanTarget {
  const price = { input: 3 * tierFactor, output: 15 * tierFactor };
  return { ...sonnet, per1k: 9.75 * tierFactor, price, tierFactor };
}

describe('batch jobs', () => {
  it('batch jobs halve the cost at list price', () => {
    expect(lever(sonnet, 8)).toMatchObject({ reaches: true, per1k: 4.875, value: 1.75 / 4.875 });
  });

  it('batch jobs save nothing for a tier at half of list price, and are not offered as saving', () => {
    const found = lever(atTier(0.5), 4);
    expect(found).toMatchObject({ reaches: false, per1k: 4.875 });
    expect(found).not.toHaveProperty('value');
    expect(found?.sentence).toMatch(/^Batch jobs save nothing for sonnet/);
  });

  it('batch jobs save more than half of a more expensive tier', () => {
    const found = lever(atTier(1.75), 8);
    expect(found).toMatchObject({ reaches: true, per1k: 4.875 });
    expect(found?.value).toBeCloseTo((17.0625 - 8) / (17.0625 - 4.875), 9);
  });

  it('batch jobs read no cached prompt: its tokens are paid in full, and may cost more', () => {
    const size = { input: 100, output: 10, cacheRead: 9900, cacheWrite: 0 };
    const cached = { ...sonnet, size, per1k: 0.3 + 2.97 + 0.15 };
    expect(lever(cached, 2)).toMatchObject({ reaches: false, per1k: (10_000 * 3 + 150) / 2000 });
    expect(lever(cached, 2)?.sentence).toContain('save nothing');
  });

  it('batch jobs are no lever where tokens or their price are unknown', () => {
    const { size, ...uncounted } = sonnet;
    expect(size).toBeDefined();
    expect(lever(uncounted, 8)).toBeUndefined();
  });
});
