import { describe, expect, it } from 'vitest';
import { requestObjectives } from '../../../src/run/state/request-objectives.ts';
import { parseThreshold } from '../../../src/verdict/threshold.ts';

function objectives(thresholds: readonly (readonly [metric: string, expression: string])[]) {
  return requestObjectives(
    thresholds.map(([metric, expression]) =>
      parseThreshold({ metric, expression, abortOnFail: false, delayAbortEval: 0 }),
    ),
  );
}

describe('the objective of each request', () => {
  it('is the strictest of several bounds on one metric, in whatever order', () => {
    const [strict, lax] = [
      ['latency', 'p(50)<100'],
      ['latency', 'p(95)<900'],
    ] as const;
    expect(objectives([strict, lax])).toEqual({ latency: 100 });
    expect(objectives([lax, strict])).toEqual({ latency: 100 });
  });

  it('is no bound from below, and none on a tag alone', () => {
    const others = [
      ['latency', 'p(95)>100'],
      ['latency{tenant:a}', 'p(95)<200'],
      ['ttft', 'p(95)<=50'],
    ] as const;
    expect(objectives(others)).toEqual({ ttft: 50 });
  });
});
