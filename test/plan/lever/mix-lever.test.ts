import { describe, expect, it } from 'vitest';
import {
  isPriced,
  type PlanTarget,
  type PricedTarget,
} from '../../../src/plan/demand/plan-target.ts';
import { mixLevers } from '../../../src/plan/lever/mix-lever.ts';
import { haiku, sonnet } from '../sample-target.ts';

function priced(target: PlanTarget): PricedTarget {
  if (!isPriced(target)) throw new Error(`${target.name} has no price`);
  return target;
}

const [expensive, cheap] = [priced(sonnet), priced(haiku)];
const allowed = 10 / 3;

describe('levers of a mix', () => {
  it('the levers of a mix are routing, cascades and a cache in front, at the shares that meet the budget', () => {
    const levers = mixLevers(expensive, cheap, allowed);
    expect(levers.map(({ kind, hitRate, value }) => [kind, hitRate, value?.toFixed(8)])).toEqual([
      ['route', undefined, '0.28205128'],
      ['cascade', undefined, '0.25854701'],
      ['verified-cascade', undefined, '0.19700855'],
      ['cache-and-route', 0.2, '0.37529138'],
      ['cache-and-route', 0.3, '0.44189144'],
      ['cache-and-route', 0.45, '0.58720068'],
    ]);
    expect(levers[0]?.sentence).toBe(
      'Send at most 28.2 % of queries to sonnet and the rest to haiku, chosen beforehand: it saves 65.8 % of what sonnet alone costs for tokens.',
    );
  });

  it('the levers of a mix are none where even the cheap target is over the budget', () => {
    expect(mixLevers(expensive, cheap, 0.4)).toEqual([]);
  });

  it('the levers of a mix omit checking where its price is unknown', () => {
    const { price, ...unpriced } = cheap;
    expect(price).toBeDefined();
    expect(mixLevers(expensive, unpriced, allowed).map((lever) => lever.kind)).not.toContain(
      'verified-cascade',
    );
  });

  it('the levers of a mix warn that a query sent twice waits twice, and of a cheap target that fails', () => {
    const latency = (p50: number) => ({ latency: { avg: p50, p50, p95: 2 * p50 } });
    const failing = { ...cheap, ...latency(2000), objectives: 'fail' as const };
    const cascade = mixLevers({ ...expensive, ...latency(5000) }, failing, allowed)[1];
    expect(cascade?.caveat).toBe(
      'A query asked again waits for both answers, 7 s in the median. haiku alone misses its objectives.',
    );
  });
});
