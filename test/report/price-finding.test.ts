import { describe, expect, it } from 'vitest';
import type { Pricing } from '../../src/cost/pricing.ts';
import { priceFinding } from '../../src/report/price-finding.ts';

const ROW = { id: 'm', input: 0.25, output: 1.25, source: 'the list', asOf: '2026-01-01' };

function finding(tokens: Pricing['tokens'], today = '2026-03-01') {
  return priceFinding(
    'price of m',
    { tokens, perRequest: 0, fixed: [], rent: [] },
    new Date(today),
  );
}

describe('the finding of a price', () => {
  it('tells the row, its date and its source', () => {
    expect(finding(ROW)).toEqual({
      subject: 'price of m',
      level: 'ok',
      says: '$0.25 in and $1.25 out for a million tokens, as of 2026-01-01 (the list).',
    });
  });

  it.each([
    ['2026-06-30', 'ok'],
    ['2026-07-01', 'warning'],
  ])('finds a row of half a year stale: on %s it is %s', (today, level) => {
    expect(finding(ROW, today).level).toBe(level);
  });

  it('tells unknown prices from none', () => {
    expect(finding('unknown')).toMatchObject({ level: 'warning' });
    expect(finding('free')).toMatchObject({ level: 'ok' });
  });
});
