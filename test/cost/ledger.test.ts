import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/cost/ledger.ts';
import type { Outcome } from '../../src/sample/outcome.ts';
import type { Sample } from '../../src/sample/sample.ts';

type Entry = readonly [outcome: Outcome, costUsd: number | undefined, phase?: Sample['phase']];

function ledgerOf(...entries: readonly Entry[]) {
  const ledger = createLedger();
  for (const [outcome, costUsd, phase = 'measured'] of entries) {
    ledger.add({ outcome, phase, ...(costUsd === undefined ? {} : { costUsd }) });
  }
  return ledger;
}

const repeat = (n: number, entry: Entry): Entry[] => Array.from({ length: n }, () => entry);

describe('a ledger', () => {
  it('divides what everything cost by the answers that came', () => {
    const ledger = ledgerOf(['ok', 0.01], ['ok', 0.02], ['incomplete', 0.03], ['throttled', 0]);
    expect(ledger.spent).toBeCloseTo(0.06, 12);
    expect(ledger.per1k).toBeCloseTo(30, 10);
  });

  it('counts warm-up as spent, but not into the price of an answer', () => {
    const ledger = ledgerOf(['ok', 5, 'warmup'], ['ok', 0.01]);
    expect(ledger.spent).toBeCloseTo(5.01, 12);
    expect(ledger.per1k).toBeCloseTo(10, 12);
  });

  it('knows no sum that an unknown cost belongs to, but knows the least it can be', () => {
    const ledger = ledgerOf(['ok', 0.01], ['timeout', undefined]);
    expect(ledger.spent).toBeUndefined();
    expect(ledger.per1k).toBeUndefined();
    expect(ledger.spentAtLeast).toBe(0.01);
    expect(ledger.unknown).toBe(1);
  });

  it('knows the most that was spent as far as each unknown cost has a bound', () => {
    const ledger = ledgerOf(['ok', 0.01]);
    ledger.add({ outcome: 'timeout', phase: 'warmup', costAtLeastUsd: 0.001, costAtMostUsd: 0.05 });
    ledger.add({ outcome: 'ok', phase: 'measured', costUsd: 0.01, costAtMostUsd: 0.03 });
    expect(ledger.spentAtMost).toBeCloseTo(0.09, 12);
    ledger.add({ outcome: 'timeout', phase: 'measured' });
    expect(ledger.spentAtMost).toBeUndefined();
  });

  it('keeps what is known of an unknown cost, in what was spent and in the price of an answer', () => {
    const ledger = ledgerOf(...repeat(30, ['ok', 0.01]));
    for (let i = 0; i < 2; i++) {
      ledger.add({ phase: 'measured', outcome: 'timeout', costAtLeastUsd: 0.004 }, ['no output']);
    }
    expect(ledger.spentAtLeast).toBeCloseTo(0.308, 12);
    expect(ledger.per1k).toBeUndefined();
    expect(ledger.per1kAtLeast).toBeCloseTo((1000 * 0.308) / 30, 9);
    expect([...ledger.missing]).toEqual([['no output', 2]]);
  });

  it('takes one whose cost is unknown to cost no less than is known of it', () => {
    const ledger = ledgerOf(...repeat(40, ['ok', 0.01]));
    ledger.add({ phase: 'measured', outcome: 'timeout', costAtLeastUsd: 0.5 });
    expect(ledger.per1k).toBeCloseTo((1000 * 0.9) / 40, 9);
    expect(ledger.per1kInterval?.high).toBeGreaterThanOrEqual(ledger.per1k ?? Number.NaN);
  });

  it('keeps the price of an answer when only warm-up costs are unknown', () => {
    const ledger = ledgerOf(['ok', undefined, 'warmup'], ['ok', 0.01]);
    expect(ledger.spent).toBeUndefined();
    expect(ledger.per1k).toBeCloseTo(10, 12);
  });

  it('takes a few uncounted arrivals to cost the mean, and widens the interval to nothing and the dearest', () => {
    const ledger = ledgerOf(...repeat(98, ['ok', 0.01]), ['ok', 0.03], ['timeout', undefined]);
    expect(ledger.per1k).toBeCloseTo(((1000 * 1.01) / 99) * (100 / 99), 9);
    const counted = ledgerOf(...repeat(98, ['ok', 0.01]), ['ok', 0.03], ['timeout', 0.03]);
    expect(ledger.per1kInterval?.low).toBeLessThan((1000 * 1.01) / 99);
    expect(ledger.per1kInterval?.high).toBeGreaterThan(counted.per1k ?? Number.NaN);
    expect(ledger.spent).toBeUndefined();
  });

  it('has no price per answer when more than 1 in 20 is uncounted', () => {
    const few = ledgerOf(...repeat(95, ['ok', 0.01]), ...repeat(5, ['timeout', undefined]));
    const many = ledgerOf(...repeat(94, ['ok', 0.01]), ...repeat(6, ['timeout', undefined]));
    expect(few.per1k).toBeDefined();
    expect(many.per1k).toBeUndefined();
  });

  it('has no price per answer without an answer', () => {
    expect(ledgerOf().per1k).toBeUndefined();
    expect(ledgerOf().spent).toBe(0);
    expect(ledgerOf(['server_error', 0.001]).per1k).toBeUndefined();
  });

  it('gives the textbook interval when every arrival is answered', () => {
    // Fifty each of 1 and 3 cents: mean 2, standard error sqrt(100 / 99) / 10 cents.
    const ledger = ledgerOf(...repeat(50, ['ok', 0.01]), ...repeat(50, ['ok', 0.03]));
    const margin = (1.959_964 * Math.sqrt(100 / 99)) / 10;
    expect(ledger.per1kInterval?.low).toBeCloseTo(10 * (2 - margin), 5);
    expect(ledger.per1kInterval?.high).toBeCloseTo(10 * (2 + margin), 5);
  });

  it('gives no interval to a few answers that cost nothing: their usage may be missing', () => {
    expect(ledgerOf(['ok', 0]).per1kInterval).toBeUndefined();
  });

  it('gives no interval below 30 answers', () => {
    expect(ledgerOf(...repeat(29, ['ok', 0.01])).per1kInterval).toBeUndefined();
    expect(ledgerOf(...repeat(30, ['ok', 0.5])).per1kInterval).toEqual({ low: 500, high: 500 });
  });

  it('is wider when failures cost something too', () => {
    const answered = ledgerOf(...repeat(40, ['ok', 0.01])).per1kInterval;
    const mixed = ledgerOf(...repeat(40, ['ok', 0.01]), ...repeat(10, ['incomplete', 0.01]));
    const width = (interval = { low: Number.NaN, high: Number.NaN }) =>
      interval.high - interval.low;
    expect(width(mixed.per1kInterval)).toBeGreaterThan(width(answered));
  });

  it('holds its own estimate inside its interval, in any order of entries', () => {
    const cost = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(cost, { minLength: 30, maxLength: 60 }), (costs) => {
        const entries = costs.map((dollars): Entry => ['ok', dollars]);
        const { per1k = Number.NaN, per1kInterval } = ledgerOf(...entries);
        expect(per1kInterval?.low).toBeLessThanOrEqual(per1k + 1e-9);
        expect(per1kInterval?.high).toBeGreaterThanOrEqual(per1k - 1e-9);
        expect(ledgerOf(...entries.toReversed()).per1k).toBeCloseTo(per1k, 6);
      }),
    );
  });
});
