import { describe, expect, it } from 'vitest';
import { busiestHour, DAY_PROFILES, dayProfile } from '../../../src/plan/demand/day-profile.ts';

describe('day profile', () => {
  it.each(DAY_PROFILES)('the day profile %s has 24 hours that average to the mean rate', (name) => {
    const { hours } = dayProfile(name);
    expect(hours).toHaveLength(24);
    expect(Math.min(...hours)).toBeGreaterThan(0);
    expect(hours.reduce((sum, hour) => sum + hour, 0)).toBeCloseTo(24, 9);
  });

  it.each([
    ['flat', 0, 1],
    ['office', 8, 1.92],
    ['campus', 14, 1.8389],
    ['api', 20, 1.46],
  ])('the day profile %s is busiest at %d:00, at %d times its mean', (name, hour, ratio) => {
    expect(busiestHour(dayProfile(name)).hour).toBe(hour);
    expect(busiestHour(dayProfile(name)).ratio).toBeCloseTo(ratio, 9);
  });

  it('a day profile refuses an unknown name, and lists the known ones', () => {
    expect(() => dayProfile('campos')).toThrow(
      'There is no day profile "campos". Did you mean campus? There are flat, office, campus, api.',
    );
    expect(() => dayProfile('moonbase')).toThrow(
      'There is no day profile "moonbase". There are flat, office, campus, api.',
    );
  });
});
