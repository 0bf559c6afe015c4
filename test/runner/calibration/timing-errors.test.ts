import { describe, expect, it } from 'vitest';
import { TimingErrors } from '../../../src/runner/calibration/timing-errors.ts';

/** A second in which everything is off by 1 ms, but what happens inside a stall. */
function second(stall: { from: number; to: number; error: number }): TimingErrors {
  const errors = new TimingErrors({ start: 5000, stop: 6000 });
  for (let at = 5000; at < 6000; at += 0.1) {
    const stalled = at - 5000 >= stall.from && at - 5000 < stall.to;
    errors.add(at, stalled ? stall.error : -1);
  }
  return errors;
}

describe('the errors of a clock', () => {
  it('are summed up by their size', () => {
    expect(second({ from: 0, to: 0, error: 0 }).summary()).toEqual({
      n: 10_000,
      p50: expect.closeTo(1, 2) as unknown,
      p99: expect.closeTo(1, 2) as unknown,
      p99AtMost: expect.closeTo(1, 2) as unknown,
      max: 1,
    });
  });

  it('may reach, at the 99th percentile, what they did in the worst tenth of the time', () => {
    const { p99, p99AtMost } = second({ from: 530, to: 535, error: 20 }).summary();
    expect(p99).toBeCloseTo(1, 2);
    expect(p99AtMost).toBeCloseTo(20, 1);
  });

  it('outside the time measured count for its nearest tenth', () => {
    const errors = new TimingErrors({ start: 0, stop: 10 });
    errors.add(-5, 2);
    errors.add(99, -3);
    expect(errors.summary()).toMatchObject({ n: 2, p99AtMost: 3, max: 3 });
  });
});
