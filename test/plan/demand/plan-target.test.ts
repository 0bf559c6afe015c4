import { describe, expect, it } from 'vitest';
import { fixedPerMonth } from '../../../src/plan/demand/plan-target.ts';
import { haiku, llama, ragFixed, sonnet } from '../sample-target.ts';

describe('fixed costs of targets together', () => {
  it('the fixed costs of several targets count a common line once', () => {
    const both = [sonnet, haiku].map((target) => ({ ...target, fixed: ragFixed }));
    expect(fixedPerMonth(both)).toBeCloseTo(401.850_075, 9);
  });

  it('the fixed costs of several targets add separate lines', () => {
    expect(fixedPerMonth([llama, { ...haiku, fixed: ragFixed }])).toBeCloseTo(4600.850_075, 9);
    expect(fixedPerMonth([haiku])).toBe(0);
  });
});
