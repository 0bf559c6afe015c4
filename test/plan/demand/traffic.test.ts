import { describe, expect, it } from 'vitest';
import { allowedPer1k, createTraffic, monthlyBill } from '../../../src/plan/demand/traffic.ts';

describe('traffic', () => {
  it('traffic extends a demand to its busiest hour and to a month of 365/12 days', () => {
    const traffic = createTraffic({ queriesPerDay: 50_000, profile: 'campus' });
    expect(traffic.peakToMean).toBe(1.8389);
    expect(traffic.peak.burstyMinute).toBe(162);
    expect(monthlyBill(traffic, 9.75, 100)).toBeCloseTo(14_928.125, 6);
    expect(allowedPer1k(traffic, 5000, 0)).toBeCloseTo(3.287_671_2, 7);
  });

  it('traffic spends the allowed amount to the cent', () => {
    const traffic = createTraffic({ queriesPerDay: 12_345, profile: 'api' }, 31);
    expect(monthlyBill(traffic, allowedPer1k(traffic, 777, 123), 123)).toBeCloseTo(777, 9);
  });
});
