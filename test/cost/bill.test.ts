import { describe, expect, it } from 'vitest';
import { createBill } from '../../src/cost/bill.ts';
import { createLedger } from '../../src/cost/ledger.ts';
import type { Pricing } from '../../src/cost/pricing.ts';

const row = { id: 'sonnet', input: 3, output: 15, source: 'list', asOf: '2026-01-01' };
const pricing: Pricing = {
  tokens: row,
  perRequest: 0,
  fixed: [
    { name: 'OpenSearch', perMonth: 350.4 },
    { name: 'bot: 1 x ml.g5.2xlarge', perMonth: 1105.95 },
  ],
  rent: [{ machines: 'endpoint bot: 1 x ml.g5.2xlarge at 1.515', perHour: 1.515 }],
};
/** In a month of 365/12 days. */
const QUERIES = (50_000 * 365) / 12;
const demand = { queriesPerDay: 50_000, profile: 'flat' };

function ledgerOf(n: number, costUsd?: number) {
  const ledger = createLedger();
  for (let i = 0; i < n; i++) {
    ledger.add({ phase: 'measured', outcome: 'ok', ...(costUsd === undefined ? {} : { costUsd }) });
  }
  return ledger;
}

describe('bill', () => {
  it('a bill extends the price of an answer to a month, with fixed costs', () => {
    const bill = createBill(ledgerOf(100, 0.009_75), { pricing, demand, rented: 0 });
    expect(bill.run).toBeCloseTo(0.975, 9);
    expect(bill.variablePer1k).toBeCloseTo(9.75, 9);
    expect(bill.variablePer1kInterval?.high).toBeCloseTo(9.75, 9);
    expect(bill.perMonth).toBeCloseTo(14_828.125 + 350.4 + 1105.95, 6);
    expect(bill.perMonthInterval?.low).toBeCloseTo(14_828.125 + 350.4 + 1105.95, 6);
    expect(bill.prices).toEqual([row]);
  });

  it.each<[string, Pricing, number, boolean]>([
    ['one free answer', { ...pricing, tokens: 'free' }, 0, true],
    [
      'one free answer of a route',
      { ...pricing, parts: { a: { ...pricing, tokens: 'free' } } },
      0,
      true,
    ],
    ['one answer of a route with a priced part', { ...pricing, parts: { a: pricing } }, 0, false],
    ['one answer with a fee per request', { ...pricing, tokens: 'free', perRequest: 1 }, 0, false],
    ['one answer with tokens of a price, and no usage', pricing, 0, false],
    ['one priced answer', pricing, 0.01, false],
  ])('a bill of %s has an interval only if its price is certain', (_, paid, costUsd, certain) => {
    const bill = createBill(ledgerOf(1, costUsd), { pricing: paid, demand, rented: 0 });
    const fixed = 350.4 + 1105.95;
    expect(bill.perMonthInterval).toEqual(certain ? { low: fixed, high: fixed } : undefined);
  });

  it('a bill reports an unknown cost as unknown, and never 0', () => {
    const bill = createBill(ledgerOf(100), {
      pricing: {
        ...pricing,
        tokens: 'unknown',
        unpriced: 'No price is known for bot: no row has the id m.',
      },
      demand,
      rented: 0,
    });
    expect(bill).toEqual({
      run: 'unknown',
      runAtLeast: 0,
      per1k: 'unknown',
      per1kAtLeast: expect.closeTo((1456.35 * 1000) / QUERIES, 9),
      variablePer1k: 'unknown',
      variablePer1kAtLeast: 0,
      perMonth: 'unknown',
      perMonthAtLeast: expect.closeTo(1456.35, 9),
      fixed: pricing.fixed,
      prices: [],
      missing: ['No price is known for bot: no row has the id m.'],
      doubts: [],
    });
  });

  it('a bill gives each thousand its share of fixed costs', () => {
    const bill = createBill(ledgerOf(100, 0.009_75), { pricing, demand, rented: 0 });
    const share = (1456.35 * 1000) / QUERIES;
    expect(bill.per1k).toBeCloseTo(9.75 + share, 9);
    expect(bill.per1kInterval?.low).toBeCloseTo(9.75 + share, 9);
    expect(Number(bill.perMonth) / Number(bill.per1k)).toBeCloseTo(QUERIES / 1000, 6);
  });

  it('a bill without a demand does not know the fixed share of a thousand, and says so', () => {
    const bill = createBill(ledgerOf(100, 0.01), { pricing, demand: undefined, rented: 0 });
    expect(bill).toMatchObject({ per1k: 'unknown', missing: [expect.stringContaining('demand')] });
    expect(bill.per1kAtLeast).toBeCloseTo(10, 9);
    expect(bill.variablePer1k).toBeCloseTo(10, 9);
    const bare = createBill(ledgerOf(100, 0.01), {
      pricing: { ...pricing, fixed: [], rent: [] },
      demand: undefined,
      rented: 0,
    });
    expect(bare.per1k).toBeCloseTo(10, 9);
    expect(bare.missing).toEqual([]);
  });

  it("a bill contains the rented machine time in the run's cost", () => {
    const bill = createBill(ledgerOf(100, 0.01), { pricing, demand, rented: 36_000 });
    expect(bill.run).toBeCloseTo(1 + 0.015_15, 9);
  });

  it('a bill lists missing prices and counts, with the number of requests', () => {
    const ledger = createLedger();
    const lacks = ['No price for cached input in the row of m: add cacheRead.'];
    const cost = { phase: 'measured', outcome: 'ok', costAtLeastUsd: 0.002 } as const;
    for (let i = 0; i < 3; i++) ledger.add(cost, lacks);
    const bill = createBill(ledger, { pricing, demand, rented: 0 });
    expect(bill.missing).toEqual([`${lacks[0]} (3 requests)`]);
    expect(bill.runAtLeast).toBeCloseTo(0.006, 9);
    expect(bill.variablePer1kAtLeast).toBeCloseTo(2, 9);
  });

  it('a bill has no price of an answer where nothing was answered', () => {
    const ledger = createLedger();
    ledger.add({ phase: 'measured', outcome: 'timeout', costUsd: 0.01 });
    const bill = createBill(ledger, { pricing, demand, rented: 0 });
    expect(bill).toMatchObject({
      per1k: 'unknown',
      missing: [expect.stringContaining('Nothing was answered')],
    });
    expect(bill).not.toHaveProperty('per1kAtLeast');
  });

  it('a bill has no month without a demand', () => {
    const bill = createBill(ledgerOf(100, 0.01), { pricing, demand: undefined, rented: 0 });
    expect(bill).not.toHaveProperty('perMonth');
    expect(bill).not.toHaveProperty('perMonthInterval');
  });

  it('a bill is only rent where tokens are free', () => {
    const bill = createBill(ledgerOf(100, 0), {
      pricing: { ...pricing, tokens: 'free' },
      demand,
      rented: 0,
    });
    expect(bill.variablePer1k).toBe(0);
    expect(bill.per1k).toBeCloseTo((1456.35 * 1000) / QUERIES, 9);
    expect(bill.perMonth).toBeCloseTo(1456.35, 9);
  });
});
