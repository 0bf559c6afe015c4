import { describe, expect, it } from 'vitest';
import type { Bill } from '../../../src/cost/bill.ts';
import type {
  RateSummary,
  Summary,
  TrendSummary,
} from '../../../src/metrics/aggregates/summary.ts';
import type { RunResult, TargetResult } from '../../../src/report/result/result.ts';
import { planTargets } from '../../../src/report/summary/plan-targets.ts';
import { sampleResult } from '../sample-result.ts';

const MODEL = 'us.anthropic.claude-sonnet-4-20250514-v1:0';
const ROW = { id: MODEL, input: 3, output: 15, source: 'list', asOf: '2026-01-01' };
const [first] = sampleResult.targets;

function tokens(avg: number, n = 400): TrendSummary {
  const same = { min: avg, max: avg, p50: avg, p90: avg, p95: avg, p99: avg };
  return { type: 'trend', n, avg, ...same, intervals: {}, belowFloor: [] };
}

function failed(rate: number): RateSummary {
  return { type: 'rate', n: 400, count: 400 * rate, rate, interval: { low: rate, high: rate } };
}

function billed(prices: Bill['prices']): Bill {
  const figures = { run: 1, per1k: 3.3, variablePer1k: 3.3 };
  return { ...figures, fixed: [], prices, missing: [], doubts: [] };
}

function plannedOf(
  changed: Partial<TargetResult>,
  scenario: Readonly<Record<string, unknown>> = {},
  metrics: Readonly<Record<string, Summary>> = {},
) {
  if (first === undefined) throw new Error('The sample has no target.');
  const target: TargetResult = {
    ...first,
    name: 'one',
    model: MODEL,
    metrics: { input_tokens: tokens(100), output_tokens: tokens(200), ...metrics },
    cost: billed([ROW]),
    ...changed,
  };
  const result: RunResult = {
    ...sampleResult,
    targets: [target],
    scenario: { prompt: { maxTokens: 512 }, ...scenario },
  };
  const [planned] = planTargets(result);
  return planned;
}

describe('a plan’s input from a run', () => {
  it('has the variable cost, since the plan distributes fixed costs itself', () => {
    const llama = planTargets(sampleResult).find(({ name }) => name === 'llama');
    expect(llama).toMatchObject({ per1k: 0, fixed: [{ perMonth: 5761 }, { perMonth: 450 }] });
  });

  it('has the mean maxTokens sent, or the prompt’s for an older result', () => {
    expect(plannedOf({}, {}, { max_tokens: tokens(4096) })?.maxTokens).toBe(4096);
    expect(plannedOf({})?.maxTokens).toBe(512);
    expect(plannedOf({}, { prompt: {} })).not.toHaveProperty('maxTokens');
  });

  it('has the cache tokens, averaged over all counted answers', () => {
    const metrics = { cache_write_tokens: tokens(900, 100), cache_read_tokens: tokens(800, 300) };
    expect(plannedOf({}, {}, metrics)?.size).toEqual({
      input: 100,
      output: 200,
      cacheRead: 600,
      cacheWrite: 225,
    });
  });

  it('has the price that was paid, not the current one', () => {
    const paid = { ...ROW, input: 1.5, output: 7.5, cacheWrite: 3 };
    const { price } = plannedOf({ cost: billed([paid]) }) ?? {};
    expect(price).toMatchObject({ input: 1.5, output: 7.5, cacheWrite: 3 });
  });

  it('has the tier’s price for an older result without rates', () => {
    const id = 'amazon.nova-pro-v1:0';
    const prices = [{ id, source: 'list', asOf: '2026-01-01' }];
    const cost = billed(prices);
    const priceAt = (serviceTier: string) => {
      const targets = { one: { kind: 'bedrock-converse', model: id, serviceTier } };
      const { price, tierFactor } = plannedOf({ model: id, cost }, { targets }) ?? {};
      return { input: price?.input, tierFactor };
    };
    const list = priceAt('default').input ?? Number.NaN;
    expect(list).toBeGreaterThan(0);
    expect(priceAt('flex')).toEqual({ input: list / 2, tierFactor: 0.5 });
    expect(priceAt('priority')).toEqual({ input: list * 1.75, tierFactor: 1.75 });
    expect(priceAt('reserved').input).toBeUndefined();
  });

  it('has a list price that is not above the scenario’s price, and a cheaper tier’s price', () => {
    const factor = (serviceTier: string) =>
      plannedOf({}, { targets: { one: { kind: 'bedrock-converse', serviceTier, price: 'mine' } } })
        ?.tierFactor;
    expect(factor('priority')).toBe(1);
    expect(factor('flex')).toBe(0.5);
  });

  it('has the burndown rate, the scenario’s first, and whether it is assumed', () => {
    expect(plannedOf({})).toMatchObject({ burndown: 5, burndownAssumed: false });
    const newer = { model: 'anthropic.claude-haiku-5-5' };
    expect(plannedOf(newer)).toMatchObject({ burndown: 10, burndownAssumed: true });
    const given = { burndown: { 'anthropic.claude-haiku-5-5': 3 } };
    expect(plannedOf(newer, given)).toMatchObject({ burndown: 3, burndownAssumed: false });
    expect(plannedOf({ kind: 'route', model: 'cascade of a, b' })).not.toHaveProperty('burndown');
  });

  it('says whether its objectives are met, or that there are none', () => {
    const [latency] = first?.thresholds ?? [];
    if (latency === undefined) throw new Error('The sample has no threshold.');
    const cost = { ...latency, metric: 'cost_per_month' };
    const objectives = (thresholds: TargetResult['thresholds'], rate = 0) =>
      plannedOf({ thresholds }, {}, { failed: failed(rate) })?.objectives;
    expect(objectives([latency, { ...cost, verdict: 'fail' }])).toBe('pass');
    expect(objectives([cost])).toBe('none');
    expect(objectives([])).toBe('none');
    expect(objectives([latency, { ...latency, verdict: 'no-data' }])).toBe('no-data');
  });

  it('does not say that objectives are met if many arrivals failed and no objective counts them', () => {
    const [latency] = first?.thresholds ?? [];
    if (latency === undefined) throw new Error('The sample has no threshold.');
    const objectives = (metric: string, rate: number) =>
      plannedOf({ thresholds: [latency, { ...latency, metric }] }, {}, { failed: failed(rate) })
        ?.objectives;
    expect(objectives('ttft', 0.05)).toBe('pass');
    expect(objectives('ttft', 0.06)).toBe('unanswered');
    expect(objectives('failed', 0.06)).toBe('pass');
    expect(objectives('good{tenant:acme}', 0.06)).toBe('pass');
  });
});
