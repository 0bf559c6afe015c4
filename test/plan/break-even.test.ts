import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakEven } from '../../src/plan/break-even.ts';
import { createTraffic } from '../../src/plan/demand/traffic.ts';
import { haiku, llama, sonnet } from './sample-target.ts';

const unit = { perHour: 88, tokensPerMinute: 900_000 };

function demand(queriesPerDay: number, profile = 'flat') {
  return createTraffic({ queriesPerDay, profile });
}

describe('provisioned unit', () => {
  it('a provisioned unit of $88 an hour breaks even with $9.75 per 1k at 216,615 queries a day', () => {
    const found = breakEven(unit, sonnet, demand(50_000));
    expect(found?.queriesPerDay).toBeCloseTo(216_615.38, 1);
    expect(found?.capacityPerDay).toBe(576_000);
    expect(found?.utilisation).toBeCloseTo(0.376_068, 6);
    expect(found?.units).toBe(0);
    expect(found?.sentence).toBe(
      'A unit pays for sonnet from about 216,615 queries a day, when it is busy 37.6 % of the time; at this demand it would be busy 8.68 %.',
    );
  });

  it('a provisioned unit never pays when an hour at full load is worth less than it costs', () => {
    const found = breakEven({ ...unit, tokensPerMinute: 216_000 }, sonnet, demand(1_000_000));
    expect(found).toMatchObject({ units: 0 });
    expect(found).not.toHaveProperty('queriesPerDay');
    expect(found?.sentence).toBe(
      'A unit never pays for sonnet: flat out it does $56.16 of work an hour and costs $88.00.',
    );
  });

  it('provisioned units are bought while each pays, and the rest goes on demand', () => {
    const found = breakEven(unit, sonnet, demand(700_000));
    // 700,000 a day fill one unit and 22 % of a second, which would need 38 %.
    expect(found?.units).toBe(1);
    expect(found?.perMonth).toBeCloseTo(64_240 + (124_000 * 9.75 * 365) / 12 / 1000, 4);
    expect(found?.onDemandPerMonth).toBeCloseTo((700_000 * 9.75 * 365) / 12 / 1000, 4);
    expect(found?.sentence).toMatch(/^One unit pays for sonnet: \$101,014 a month for tokens/);
  });

  it('a provisioned unit has at most the utilisation of mean over peak', () => {
    expect(breakEven(unit, sonnet, demand(1, 'campus'))?.maxUtilisation).toBeCloseTo(0.5438, 4);
    expect(breakEven(unit, sonnet, demand(1, 'api'))?.maxUtilisation).toBeCloseTo(0.6849, 4);
  });

  it('provisioned units never make the bill higher than on demand, and one unit more or fewer never lowers it', () => {
    const hour = (queriesPerDay: number, factor: number) => (queriesPerDay / 24) * factor;
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 5_000_000 }),
        fc.double({ min: 1, max: 400, noNaN: true }),
        fc.constantFrom('flat', 'office', 'campus', 'api'),
        (queriesPerDay, perHour, profile) => {
          const traffic = demand(queriesPerDay, profile);
          const found = breakEven({ ...unit, perHour }, sonnet, traffic);
          if (found === undefined) throw new Error('a target with a price has a break-even');
          const capacity = found.capacityPerDay / 24;
          const bill = (units: number) => {
            const overflow = traffic.profile.hours
              .map((factor) => Math.max(0, hour(queriesPerDay, factor) - units * capacity))
              .reduce((sum, queries) => sum + queries, 0);
            return (365 / 12) * (units * perHour * 24 + (overflow * 9.75) / 1000);
          };
          const slack = 1e-6 * found.onDemandPerMonth;
          expect(found.perMonth).toBeCloseTo(bill(found.units), 3);
          expect(found.perMonth).toBeLessThanOrEqual(found.onDemandPerMonth + slack);
          for (const other of [found.units - 1, found.units + 1].filter((units) => units >= 0)) {
            expect(found.perMonth).toBeLessThanOrEqual(bill(other) + slack);
          }
        },
      ),
    );
  });

  it('a provisioned unit is not compared where nothing is paid per token, or the price is unknown', () => {
    expect(breakEven(unit, llama, demand(50_000))).toBeUndefined();
    expect(breakEven(unit, { ...haiku, per1k: 'unknown' }, demand(50_000))).toBeUndefined();
  });
});
