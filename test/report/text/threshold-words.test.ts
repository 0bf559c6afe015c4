import { describe, expect, it } from 'vitest';
import {
  formatInterval,
  formatMetric,
  measureName,
  thresholdParts,
  objectiveOf,
} from '../../../src/report/text/threshold-words.ts';

describe('a measure', () => {
  it.each([
    ['latency', 'p(95)<3000', 'latency p95'],
    ['latency', 'med<1000', 'latency p50'],
    ['ttft{tenant:acme}', 'p(99.9)<=1000', 'ttft p99.9 (tenant: acme)'],
    ['latency', 'avg < 200', 'latency avg'],
    ['throttled', 'rate<0.01', 'throttled'],
    ['cost_per_month', 'value<5000', 'cost per month'],
    ['quality{criterion:helpful}', 'avg>0.8', 'quality avg (criterion: helpful)'],
  ])('of %s %s is called "%s"', (metric, expression, name) => {
    expect(measureName(thresholdParts({ metric, expression }))).toBe(name);
  });

  it.each([
    ['latency', 'p(95)<3000', 3000, 'under 3 s'],
    ['latency', 'p(95)<=3000', 3000, 'at most 3 s'],
    ['quality_pass', 'rate>=0.8', 0.8, 'at least 80 %'],
    ['quality', 'avg>0.8', 0.8, 'over 0.8'],
    ['tenant_leaks', 'count==0', 0, 'exactly 0'],
    ['cost_per_month', 'value<5000', 5000, 'under $5,000'],
  ])('says the objective %s %s as words', (metric, expression, bound, words) => {
    const threshold = {
      metric,
      expression,
      bound,
      target: 't',
      verdict: 'pass',
      n: 1,
      why: '',
    } as const;
    expect(objectiveOf(threshold)).toBe(words);
  });

  it('prints a metric it does not know as a bare number', () => {
    expect(formatMetric('made_up', 1234)).toBe('1,234');
  });

  it('prints an interval of one rounded value once', () => {
    const format = (value: number): string => value.toFixed(1);
    expect(formatInterval({ low: 1.01, high: 1.02 }, format)).toBe('1.0');
    expect(formatInterval({ low: 1, high: 2 }, format)).toBe('1.0 to 2.0');
  });
});
