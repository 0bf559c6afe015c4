import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { shouldAbort } from '../../src/verdict/abort.ts';
import { parseThreshold } from '../../src/verdict/threshold.ts';
import { answeredIn, dropped, failedWith, sampleOf } from '../metrics/sample-stub.ts';

function aborts(
  samples: readonly Sample[],
  metric: string,
  expression: string,
  { abortOnFail = true, delayAbortEval = 0, elapsed = 60_000 } = {},
): boolean {
  const metrics = new Metrics({ selectors: [metric] });
  for (const sample of samples) metrics.add(sample, []);
  const threshold = parseThreshold({ metric, expression, abortOnFail, delayAbortEval });
  return shouldAbort(threshold, metrics, 'haiku', elapsed);
}

function mixed(good: number, bad: number): Sample[] {
  return [
    ...Array.from({ length: good }, () => answeredIn(100)),
    ...Array.from({ length: bad }, () => failedWith('server_error')),
  ];
}

function slow(n: number, of: number): Sample[] {
  return Array.from({ length: of }, (_, i) => answeredIn(i < n ? 5000 : 100));
}

describe('a run', () => {
  it('is aborted only by a threshold that may, and only after its delay', () => {
    const lost = mixed(0, 50);
    expect(aborts(lost, 'failed', 'rate<0.01')).toBe(true);
    expect(aborts(lost, 'failed', 'rate<0.01', { abortOnFail: false })).toBe(false);
    const delay = { delayAbortEval: 30_000 };
    expect(aborts(lost, 'failed', 'rate<0.01', { ...delay, elapsed: 30_000 })).toBe(false);
    expect(aborts(lost, 'failed', 'rate<0.01', { ...delay, elapsed: 30_001 })).toBe(true);
  });

  it('is never aborted for want of data', () => {
    expect(aborts([], 'latency', 'p(95)<3000')).toBe(false);
    expect(aborts(mixed(0, 50), 'latency', 'p(95)<3000')).toBe(false);
  });

  it.each([
    // k6 would abort on the first failure. One in one, two in two may still be bad luck at 20 %.
    ['rate<0.2', 0, 1, false],
    ['rate<0.2', 0, 2, false],
    ['rate<0.2', 0, 3, true],
    ['rate<0.01', 99, 3, false],
    ['rate<0.01', 100, 5, true],
    ['rate<=0', 999, 1, true],
    ['rate==0', 999, 1, true],
    ['rate==0', 999, 0, false],
    ['rate!=0', 0, 999, false],
    ['rate>0.5', 50, 1, true],
    ['rate>0.5', 3, 1, false],
  ])('with failed %s, %d good and %d failed is aborted: %s', (expression, good, bad, lost) => {
    expect(aborts(mixed(good, bad), 'failed', expression)).toBe(lost);
  });

  it.each([
    // 20 of 200 over the bound put the 95th percentile beyond it with 99 % confidence, 12 do not.
    ['p(95)<3000', 12, 200, false],
    ['p(95)<3000', 20, 200, true],
    ['p(95)<3000', 1, 1, false],
    ['p(95)<3000', 2, 2, true],
    ['med<3000', 6, 6, false],
    ['med<3000', 7, 7, true],
    ['med>3000', 0, 7, true],
    ['avg<3000', 29, 29, false],
    ['avg<3000', 31, 40, true],
    ['avg<3000', 24, 40, false],
    ['max<3000', 1, 100, true],
    ['max<=5000', 1, 100, false],
    ['p(100)<3000', 1, 100, true],
    ['max>6000', 1, 100, false],
    ['min>=200', 99, 100, true],
    ['p(0)>=200', 99, 100, true],
    ['min<200', 100, 100, false],
  ])('with latency %s and %d slow of %d is aborted: %s', (expression, n, of, lost) => {
    expect(aborts(slow(n, of), 'latency', expression)).toBe(lost);
  });

  it.each([
    ['dropped_iterations', 'count==0', true],
    ['dropped_iterations', 'count<2', false],
    ['dropped_iterations', 'count==2', false],
    ['dropped_iterations', 'count>5', false],
    ['cost', 'count<0.004', true],
    ['cost', 'count<1', false],
    ['input_tokens', 'count<=600', true],
    ['iterations', 'rate>1000', false],
    ['retry_amplification', 'value<0.1', false],
  ])('with %s %s is aborted when its sum cannot come back: %s', (metric, expression, lost) => {
    const samples = [...Array.from({ length: 4 }, () => sampleOf()), dropped()];
    expect(aborts(samples, metric, expression)).toBe(lost);
  });

  it('is not aborted by one burst, which as many failures far apart would do', () => {
    const failing = (isBad: (i: number) => boolean): Sample[] =>
      Array.from({ length: 400 }, (_, i) =>
        isBad(i) ? failedWith('server_error', { due: 100 * i }) : answeredIn(100, { due: 100 * i }),
      );
    expect(
      aborts(
        failing((i) => i >= 100 && i < 120),
        'failed',
        'rate<0.02',
      ),
    ).toBe(false);
    expect(
      aborts(
        failing((i) => i % 20 === 7),
        'failed',
        'rate<0.02',
      ),
    ).toBe(true);
  });
});
