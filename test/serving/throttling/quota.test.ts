import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createQuota,
  type Quota,
  type Reservation,
} from '../../../src/serving/throttling/quota.ts';

const windows = ['fixed', 'sliding', 'bucket'] as const;

/** How many of `n` requests of `tokens` are admitted at once. */
function burst(quota: Quota, n: number, tokens: number, now: number): number {
  let admitted = 0;
  for (let i = 0; i < n; i++) {
    if (quota.admit({ input: tokens, maxTokens: 0 }, now).admitted) admitted++;
  }
  return admitted;
}

function reserve(quota: Quota, tokens: number, now: number): Reservation {
  const admission = quota.admit({ input: tokens, maxTokens: 0 }, now);
  if (!admission.admitted) throw new Error(`Refused by ${admission.limit}.`);
  return admission.reservation;
}

describe('quota', () => {
  it('a quota reserves 36,000 and settles 9,000 in the example of the Bedrock user guide', () => {
    const quota = createQuota({ tokensPerMinute: 36_000 }, { burndown: 5 });
    const tokens = { input: 3000, cacheRead: 4000, cacheWrite: 1000, output: 1000 };
    const admission = quota.admit({ ...tokens, maxTokens: 32_000 }, 0);
    if (!admission.admitted) throw new Error('Refused.');
    expect(admission.reservation.tokens).toBe(36_000);
    expect(quota.admit({ input: 1, maxTokens: 0 }, 0).admitted).toBe(false);
    quota.settle(admission.reservation, tokens, 0);
    expect(burst(quota, 30, 1000, 0)).toBe(27);
  });

  it('a quota of input alone reserves the longest answer, and settles without any', () => {
    const quota = createQuota({ inputTokensPerMinute: 1000 }, { burndown: 5 });
    const admission = quota.admit({ input: 300, cacheWrite: 100, maxTokens: 600 }, 0);
    if (!admission.admitted) throw new Error('Refused.');
    expect(quota.admit({ input: 1, maxTokens: 0 }, 0)).toMatchObject({
      admitted: false,
      limit: 'tokens_per_minute',
    });
    quota.settle(admission.reservation, { input: 300, cacheWrite: 100, output: 500 }, 0);
    expect(burst(quota, 10, 100, 0)).toBe(6);
  });

  it('a quota of output alone grants its remainder, and refuses once that is 0', () => {
    const quota = createQuota({ outputTokensPerMinute: 100 }, { burndown: 5 });
    const ask = { input: 5000, maxTokens: 70 };
    const first = quota.admit(ask, 0);
    expect(first).toMatchObject({ admitted: true, maxTokens: 70 });
    expect(quota.admit(ask, 0)).toMatchObject({ admitted: true, maxTokens: 30 });
    expect(quota.admit(ask, 0)).toMatchObject({ admitted: false, limit: 'tokens_per_minute' });
    if (!first.admitted) return;
    quota.settle(first.reservation, { input: 5000, output: 50 }, 0);
    expect(quota.admit(ask, 0)).toMatchObject({ admitted: true, maxTokens: 20 });
  });

  it('a quota refuses 36,000 tokens for good where 35,999 are allowed', () => {
    const quota = createQuota({ tokensPerMinute: 35_999 });
    expect(quota.admit({ input: 4000, maxTokens: 32_000 }, 0)).toEqual({
      admitted: false,
      limit: 'tokens_per_minute',
    });
  });

  it.each(windows)(
    'a quota with a %s window refunds a failed request in full, and only once',
    (window) => {
      const quota = createQuota({ tokensPerMinute: 1000, window });
      const reservation = reserve(quota, 1000, 0);
      quota.settle(reservation, { input: 0, output: 0 }, 1);
      quota.settle(reservation, { input: 0, output: 0 }, 1);
      expect(burst(quota, 3, 1000, 1)).toBe(1);
    },
  );

  it.each(windows)('a quota with a %s window charges what exceeds the reservation', (window) => {
    const quota = createQuota({ tokensPerMinute: 1000, window }, { burndown: 5 });
    const reservation = reserve(quota, 200, 0);
    quota.settle(reservation, { input: 100, output: 100 }, 0);
    expect(burst(quota, 10, 100, 0)).toBe(4);
  });

  it.each([
    ['fixed', 6],
    ['bucket', 2],
    ['sliding', 0],
  ] as const)(
    'a quota with a %s window, used up at 0:50, admits %i of 6 sixths of its half at 1:02',
    (window, expected) => {
      const quota = createQuota({ tokensPerMinute: 12_000, window });
      expect(burst(quota, 13, 1000, 50_000)).toBe(12);
      expect(burst(quota, 6, 1000, 62_000)).toBe(expected);
    },
  );

  it.each([
    ['fixed', 10_000],
    ['sliding', 60_000],
    ['bucket', 30_000],
  ] as const)(
    'a quota with a %s window admits a request after the stated wait',
    (window, retryAfter) => {
      const quota = createQuota({ tokensPerMinute: 1000, window });
      reserve(quota, 1000, 50_000);
      const request = { input: 500, maxTokens: 0 };
      expect(quota.admit(request, 50_000)).toEqual({
        admitted: false,
        limit: 'tokens_per_minute',
        retryAfter,
      });
      expect(quota.admit(request, 50_000 + retryAfter - 1).admitted).toBe(false);
      expect(quota.admit(request, 50_000 + retryAfter).admitted).toBe(true);
    },
  );

  it('a quota counts requests where a limit of requests is set', () => {
    const quota = createQuota({ requestsPerMinute: 3, tokensPerMinute: 1000 });
    expect(burst(quota, 5, 1, 0)).toBe(3);
    expect(quota.admit({ input: 1, maxTokens: 0 }, 0)).toMatchObject({
      limit: 'requests_per_minute',
      retryAfter: 20_000,
    });
  });

  it('a quota charges nothing to any limit when one of them refuses', () => {
    const quota = createQuota({ requestsPerMinute: 1, tokensPerMinute: 100, window: 'fixed' });
    expect(quota.admit({ input: 101, maxTokens: 0 }, 0)).toMatchObject({
      limit: 'tokens_per_minute',
    });
    expect(quota.admit({ input: 100, maxTokens: 0 }, 0).admitted).toBe(true);
  });

  it('a quota reports the exhausted day before the minute, and counts it by calendar day', () => {
    const quota = createQuota({ tokensPerDay: 1000, tokensPerMinute: 1000 });
    const noon = 43_200_000;
    reserve(quota, 1000, noon);
    expect(quota.admit({ input: 1, maxTokens: 0 }, noon + 120_000)).toEqual({
      admitted: false,
      limit: 'tokens_per_day',
      retryAfter: noon - 120_000,
    });
    expect(quota.admit({ input: 1000, maxTokens: 0 }, 2 * noon).admitted).toBe(true);
  });

  it('a quota without limits admits everything', () => {
    const quota = createQuota({ tokensPerMinute: null });
    expect(burst(quota, 100, 1e9, 0)).toBe(100);
  });

  it.each(windows)(
    'a quota with a %s window never lets more than two limits pass in a minute',
    (window) => {
      const requests = fc.array(
        fc.record({
          gap: fc.integer({ min: 0, max: 20_000 }),
          tokens: fc.integer({ min: 1, max: 600 }),
        }),
        { minLength: 1, maxLength: 60 },
      );
      fc.assert(
        fc.property(requests, (rows) => {
          const quota = createQuota({ tokensPerMinute: 1000, window });
          let now = 0;
          const passed: { at: number; tokens: number }[] = [];
          for (const { gap, tokens } of rows) {
            now += gap;
            const admission = quota.admit({ input: tokens, maxTokens: 0 }, now);
            if (admission.admitted) passed.push({ at: now, tokens });
            else expect(admission.retryAfter).toBeGreaterThan(0);
          }
          // A sliding window is exact; the others allow one limit at each end of the minute.
          const most = window === 'sliding' ? 1000 : 2000;
          for (const { at } of passed) {
            const minute = passed.filter((other) => other.at > at - 60_000 && other.at <= at);
            const sum = minute.reduce((total, other) => total + other.tokens, 0);
            expect(sum).toBeLessThanOrEqual(most);
          }
        }),
      );
    },
  );
});
