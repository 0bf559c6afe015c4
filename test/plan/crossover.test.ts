import { describe, expect, it } from 'vitest';
import { crossovers } from '../../src/plan/crossover.ts';
import { createTraffic, monthlyBill } from '../../src/plan/demand/traffic.ts';
import { haiku, llama, sonnet } from './sample-target.ts';

describe('crossovers', () => {
  it('crossovers are where rented hardware becomes cheaper than tokens, the lowest first', () => {
    expect(crossovers([haiku, llama, sonnet], 30)).toMatchObject([
      {
        below: 'sonnet',
        above: 'llama',
        sentence:
          'Below 14,356 queries a day sonnet is cheaper, above it llama, if it serves that many.',
      },
      { below: 'haiku', above: 'llama' },
    ]);
  });

  it('crossovers make both bills equal', () => {
    for (const { queriesPerDay } of crossovers([haiku, llama], 365 / 12)) {
      const traffic = createTraffic({ queriesPerDay, profile: 'flat' });
      expect(monthlyBill(traffic, 0.8125, 0)).toBeCloseTo(monthlyBill(traffic, 0, 4199), 6);
    }
    expect.assertions(1);
  });

  it('crossovers are none where one target is cheaper at any demand', () => {
    expect(crossovers([haiku, sonnet], 30)).toEqual([]);
    expect(crossovers([{ ...haiku, per1k: 'unknown' }, llama], 30)).toEqual([]);
  });
});
