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
};
const demand = { queriesPerDay: 50_000, profile: 'flat' };

function ledgerOf(n: number, costUsd?: number) {
  const ledger = createLedger();
  for (let i = 0; i < n; i++) {
    ledger.add({ phase: 'measured', outcome: 'ok', ...(costUsd === undefined ? {} : { costUsd }) });
  }
  return ledger;
}

describe('a bill', () => {
  it('carries the price of an answer to a month, fixed costs added', () => {
    const bill = createBill(ledgerOf(100, 0.009_75), pricing, demand);
    expect(bill.run).toBeCloseTo(0.975, 9);
    expect(bill.per1k).toBeCloseTo(9.75, 9);
    expect(bill.perMonth).toBeCloseTo(14_828.125 + 350.4 + 1105.95, 6);
    expect(bill.perMonthInterval?.low).toBeCloseTo(14_828.125 + 350.4 + 1105.95, 6);
    expect(bill.prices).toEqual([row]);
  });

  it('says unknown where a cost is, and never 0', () => {
    const bill = createBill(ledgerOf(100), { ...pricing, tokens: 'unknown' }, demand);
    expect(bill).toEqual({
      run: 'unknown',
      per1k: 'unknown',
      perMonth: 'unknown',
      fixed: pricing.fixed,
      prices: [],
    });
  });

  it('has no month without a demand', () => {
    const bill = createBill(ledgerOf(100, 0.01), pricing, undefined);
    expect(bill).not.toHaveProperty('perMonth');
    expect(bill).not.toHaveProperty('perMonthInterval');
  });

  it('is only rent where tokens are free', () => {
    const bill = createBill(ledgerOf(100, 0), { ...pricing, tokens: 'free' }, demand);
    expect(bill.per1k).toBe(0);
    expect(bill.perMonth).toBeCloseTo(1456.35, 9);
  });
});
