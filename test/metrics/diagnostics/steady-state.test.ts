import { describe, expect, it } from 'vitest';
import { assessSteadyState } from '../../../src/metrics/diagnostics/steady-state.ts';
import { createRandom } from '../../../src/random/random.ts';

/** Answers every 100 ms with latencies of about a second, changed by `shift`. */
function run(n: number, shift: (i: number) => number) {
  const random = createRandom(2, 'service');
  return Array.from({ length: n }, (_, i) => ({
    due: i * 100,
    latency: 900 + 200 * random() + shift(i),
  }));
}

describe('steady-state check', () => {
  it('the steady-state check finds independent latencies independent and without a transient', () => {
    const { tied, autocorrelation, batches, beginning } = assessSteadyState(
      run(1000, () => 0),
      {
        level: true,
      },
    );
    expect(tied).toBe(false);
    expect(Math.abs(autocorrelation ?? 1)).toBeLessThan(0.3);
    expect(batches).toBe(40);
    expect(beginning).toBeUndefined();
  });

  it('the steady-state check finds autocorrelation where a queue fills and empties slowly', () => {
    const wave = (i: number): number => 500 * Math.sin(i / 100);
    const judged = (effective: number) =>
      assessSteadyState(run(1000, wave), { level: true, sampling: { n: 1000, effective } });
    const { tied, autocorrelation } = judged(249);
    expect(tied).toBe(true);
    expect(judged(251).tied).toBe(false);
    expect(autocorrelation).toBeGreaterThan(0.6);
  });

  it('the steady-state check reports a slow start with its time and effect', () => {
    const cold = (i: number): number => (i < 100 ? 3000 : 0);
    const { beginning } = assessSteadyState(run(1000, cold), { level: true });
    expect(beginning).toMatchObject({ settled: true });
    expect(beginning?.until).toBeGreaterThanOrEqual(9900);
    expect(beginning?.until).toBeLessThanOrEqual(11_500);
    expect(beginning?.mean).toBeGreaterThan(3500);
    expect(beginning?.restMean).toBeCloseTo(1000, -2);
  });

  it('the steady-state check reports when no steady state was found', () => {
    const { beginning } = assessSteadyState(
      run(500, (i) => i * i * 0.02),
      { level: true },
    );
    expect(beginning).toMatchObject({ settled: false });
  });

  it('the steady-state check looks for no transient where the load was meant to change', () => {
    const climbing = run(500, (i) => i * 10);
    expect(assessSteadyState(climbing, { level: false }).beginning).toBeUndefined();
  });

  it('the steady-state check returns nothing for too few answers', () => {
    expect(
      assessSteadyState(
        run(40, () => 0),
        { level: true },
      ),
    ).toEqual({ tied: false });
  });
});
