import { describe, expect, it } from 'vitest';
import type { Pricing } from '../../src/cost/pricing.ts';
import { priceCheck } from '../../src/doctor/price-finding.ts';

const ROW = {
  id: 'm',
  input: 0.25,
  output: 1.25,
  cacheRead: 0.025,
  source: 'the list',
  asOf: '2026-01-01',
};

function finding(
  tokens: Pricing['tokens'],
  today = '2026-03-01',
  more: Partial<Pick<Pricing, 'unpriced' | 'doubt' | 'hourCache'>> = {},
) {
  const pricing = { tokens, ...more, perRequest: 0, fixed: [], rent: [] };
  return priceCheck('price of m', pricing, new Date(today));
}

describe('the check of a price', () => {
  it('shows the prices of the row, its date and its source', () => {
    expect(finding(ROW)).toEqual({
      subject: 'price of m',
      level: 'ok',
      message: '$0.25 in and $1.25 out for a million tokens, as of 2026-01-01 (the list).',
    });
  });

  it.each([
    ['2026-04-01', 'ok'],
    ['2026-04-02', 'warning'],
  ])('warns of a row older than 90 days: on %s its level is %s', (today, level) => {
    expect(finding(ROW, today).level).toBe(level);
  });

  it('gives the age of a stale row in days', () => {
    expect(finding(ROW, '2026-04-11').message).toContain(
      'The price of m was read on 2026-01-01, 100 days before.',
    );
  });

  it('gives the reason for an unknown price', () => {
    const unpriced = 'No price is known for m: it is sold by the hour.';
    expect(finding('unknown', undefined, { unpriced }).message).toBe(
      `${unpriced} Its cost will be unknown.`,
    );
  });

  it('warns of a price that looks like a typing error', () => {
    const doubt = 'The price of m for input is far off.';
    expect(finding(ROW, undefined, { doubt })).toMatchObject({
      level: 'warning',
      message: expect.stringContaining(doubt),
    });
  });

  it('names the cache prices that a row lacks', () => {
    const { cacheRead: _, ...bare } = ROW;
    expect(finding(bare).message).toContain(
      'The row of m has no price for cached input (cacheRead)',
    );
    expect(finding(ROW, undefined, { hourCache: true })).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('add cacheWrite1h'),
    });
  });

  it('warns of unknown prices, and not of free tokens', () => {
    expect(finding('unknown')).toMatchObject({ level: 'warning' });
    expect(finding('free')).toMatchObject({ level: 'ok' });
  });
});
