import { describe, expect, it } from 'vitest';
import { sampleFloor } from '../../src/statistics/sample-floor.ts';

const MISSES = [0, 1, 2, 5, 10, 20];

describe('sampleFloor', () => {
  it.each([
    { p: 0.9, confidence: 0.95, floors: [29, 46, 61, 103, 167, 286] },
    { p: 0.9, confidence: 0.99, floors: [44, 64, 81, 127, 197, 325] },
    { p: 0.95, confidence: 0.95, floors: [59, 93, 124, 208, 336, 577] },
    { p: 0.95, confidence: 0.99, floors: [90, 130, 165, 259, 398, 656] },
    { p: 0.99, confidence: 0.95, floors: [299, 473, 628, 1049, 1693, 2902] },
    { p: 0.99, confidence: 0.99, floors: [459, 662, 838, 1307, 2010, 3304] },
    { p: 0.999, confidence: 0.95, floors: [2995, 4742, 6294, 10_511, 16_959, 29_058] },
    { p: 0.999, confidence: 0.99, floors: [4603, 6636, 8403, 13_105, 20_140, 33_097] },
  ])(
    'sampleFloor at $p with $confidence confidence rises with the misses',
    ({ p, confidence, floors }) => {
      expect(MISSES.map((misses) => sampleFloor(p, misses, confidence))).toEqual(floors);
    },
  );

  it('sampleFloor assumes no misses and 95 % by default', () => {
    expect(sampleFloor(0.95)).toBe(59);
    expect(sampleFloor(0.5)).toBe(5);
  });

  it('sampleFloor refuses a quantile outside 0 to 1', () => {
    expect(() => sampleFloor(1)).toThrow('A quantile lies between 0 and 1, not at 1');
  });
});
