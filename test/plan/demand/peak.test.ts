import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPeak, inFlight } from '../../../src/plan/demand/peak.ts';

describe('peak', () => {
  it.each([
    [1, 34.722_222, 54, 114],
    [1.46, 50.694_444, 74, 141],
    [1.8389, 63.850_694, 90, 162],
    [2.19, 76.041_667, 104, 181],
  ])(
    'a peak of 50,000 a day at %d times the mean is %d a minute, %d in a steady and %d in a bursty one',
    (ratio, perMinute, steady, bursty) => {
      const peak = createPeak(50_000, ratio);
      expect(peak.meanPerSecond).toBeCloseTo(0.578_703_7, 7);
      expect(peak.perMinute).toBeCloseTo(perMinute, 5);
      expect(peak.steadyMinute).toBe(steady);
      expect(peak.burstyMinute).toBe(bursty);
    },
  );

  it('a peak puts bursts above steady traffic, and both above the mean', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 5_000_000 }), (queriesPerDay) => {
        const peak = createPeak(queriesPerDay, 1.5);
        expect(peak.steadyMinute).toBeGreaterThanOrEqual(Math.floor(peak.perMinute));
        expect(peak.burstyMinute).toBeGreaterThanOrEqual(peak.steadyMinute);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [1.064_178_24, 1500, 1.596_267],
    [1.064_178_24, 5600, 5.959_398],
  ])('a peak of %d a second holds, at %d ms each, %d in flight', (perSecond, latency, expected) => {
    expect(inFlight(perSecond, latency)).toBeCloseTo(expected, 5);
  });
});
