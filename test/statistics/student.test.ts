import { expect, it } from 'vitest';
import { studentReach } from '../../src/statistics/student.ts';

// Tables: Abramowitz and Stegun, 26.10.
it.each([
  [1, 0.95, 12.706],
  [2, 0.95, 4.303],
  [10, 0.95, 2.228],
  [30, 0.95, 2.042],
  [120, 0.95, 1.98],
  [1e9, 0.95, 1.96],
  [5, 0.98, 3.365],
] as const)(
  'on %d degrees of freedom an interval at %d reaches %d standard errors',
  (degrees, c, reach) => {
    expect(studentReach(degrees, c)).toBeCloseTo(reach, 3);
  },
);
