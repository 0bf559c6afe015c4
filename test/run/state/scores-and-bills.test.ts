import { describe, expect, it } from 'vitest';
import { recordScoresAndBills } from '../../../src/run/state/scores-and-bills.ts';
import { emptyState, JUDGED, putLoad, scoresOf, taking } from '../finished-run.ts';

/** The shares of ten answers, of which the judge passes those after the first `bad`. */
async function judged(bad: number, changes: object, script = taking(100)) {
  const state = emptyState({ ...JUDGED, ...changes });
  const { rented } = await putLoad(state, script);
  const scores = scoresOf(state, ({ index }) => index >= bad);
  recordScoresAndBills(state, scores, rented);
  return state.metrics.summaries('target');
}

describe('the metrics of a judged run', () => {
  it('have as quality_pass the share of answers that passed, not of those that failed', async () => {
    expect(await judged(2, {})).toMatchObject({ quality_pass: { rate: 0.8 } });
    expect(await judged(10, {})).toMatchObject({ quality_pass: { rate: 0 } });
  });

  it('have no bad answer among the good ones, however fast it came', async () => {
    const fast = { thresholds: { latency: ['p(95)<200'] } };
    expect(await judged(0, fast)).toMatchObject({ good: { rate: 1 } });
    expect(await judged(4, fast)).toMatchObject({ good: { rate: 0.6 } });
    expect(await judged(10, fast)).toMatchObject({ good: { rate: 0 } });
  });

  it('have no slow answer among the good ones, however well it was judged', async () => {
    const strict = { thresholds: { latency: ['p(50)<200', 'p(95)<2000'] } };
    const half = await judged(0, strict, (_, n) => ({ takes: n < 5 ? 100 : 1000 }));
    expect(half).toMatchObject({ good: { rate: 0.5 } });
  });
});

describe('the bill of a run', () => {
  it('has the cost of a thousand answered questions, failed ones paid for too', async () => {
    const state = emptyState({});
    const { rented } = await putLoad(state, taking(100));
    const bills = recordScoresAndBills(state, [], rented);
    expect(bills.get('target')).toMatchObject({ per1k: 2000, variablePer1k: 2000 });
    expect(state.metrics.summaries('target')).toMatchObject({
      cost_per_1k: { value: 2000 },
      variable_cost_per_1k: { value: 2000 },
    });
  });

  it('has the fixed costs in cost_per_1k alone, at the demand of the scenario', async () => {
    const state = emptyState({
      demand: '1000/day',
      fixedCosts: [{ name: 'gateway', perMonth: 36_500 }],
    });
    const { rented } = await putLoad(state, taking(100));
    recordScoresAndBills(state, [], rented);
    const { cost_per_1k: all, variable_cost_per_1k: variable } = state.metrics.summaries('target');
    expect(variable).toMatchObject({ value: 2000 });
    expect(all).toMatchObject({ value: expect.closeTo(3200, 6) as number });
  });

  it('is unknown for tokens that no row prices', async () => {
    const target = { kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'nobody-prices-it' };
    const state = emptyState({ target });
    const { rented } = await putLoad(state, taking(100));
    expect(recordScoresAndBills(state, [], rented).get('target')).toMatchObject({
      per1k: 'unknown',
    });
  });
});

describe('leaks between tenants', () => {
  it('are unknown where no row has a canary, and not 0', async () => {
    const state = emptyState({ thresholds: { tenant_leaks: ['count==0'] } });
    const { rented } = await putLoad(state, taking(100));
    recordScoresAndBills(state, [], rented);
    expect(state.metrics.find('tenant_leaks', 'target')).toBeUndefined();
    expect(state.metrics.estimateOf('tenant_leaks', 'target')?.note).toContain('no row');
  });
});
