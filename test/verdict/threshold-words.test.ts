import { describe, expect, it } from 'vitest';
import {
  formatPair,
  labelOf,
  measureName,
  objectiveOf,
  observedOf,
} from '../../src/verdict/threshold-words.ts';
import { termsOfText } from './terms-of.ts';

describe('a threshold in words', () => {
  it.each([
    ['latency', 'p(95)<3000', 'latency p95', 'p(95) latency', 'under 3 s'],
    ['latency', 'med<=1000', 'latency p50', 'median latency', 'at most 1 s'],
    [
      'ttft{tenant:acme}',
      'p(99.9)<=1000',
      'ttft p99.9 (tenant: acme)',
      'p(99.9) ttft{tenant:acme}',
      'at most 1 s',
    ],
    ['latency', 'avg < 200', 'latency avg', 'average latency', 'under 200 ms'],
    ['latency', 'min>1', 'latency min', 'lowest latency', 'over 1 ms'],
    ['latency', 'max<4000', 'latency max', 'highest latency', 'under 4 s'],
    ['throttled', 'rate<0.01', 'throttled', 'throttled rate', 'under 1 %'],
    ['iterations', 'count>=100', 'iterations', 'iterations', 'at least 100'],
    ['iterations', 'rate>=4.5', 'iterations per second', 'iterations per second', 'at least 4.5/s'],
    ['output_tokens', 'count<1e6', 'output tokens total', 'total output_tokens', 'under 1,000,000'],
    [
      'output_tokens',
      'rate>100',
      'output tokens per second',
      'output_tokens per second',
      'over 100/s',
    ],
    ['cost', 'count<1', 'cost', 'cost', 'under $1.00'],
    ['cost', 'rate<0.5', 'cost per second', 'cost per second', 'under $0.50/s'],
    ['cost_per_month', 'value<5000', 'cost per month', 'cost_per_month', 'under $5,000'],
    ['vus', 'value!=0', 'vus', 'vus', 'other than 0'],
    [
      'quality{criterion:helpful}',
      'avg>0.8',
      'quality avg (criterion: helpful)',
      'average quality{criterion:helpful}',
      'over 0.8',
    ],
    ['tenant_leaks', 'count===0', 'tenant leaks', 'tenant_leaks', 'exactly 0'],
  ])('%s %s is "%s", "%s", "%s"', (metric, expression, name, label, objective) => {
    const terms = termsOfText(metric, expression);
    expect(measureName(terms)).toBe(name);
    expect(labelOf(terms)).toBe(label);
    expect(objectiveOf(terms)).toBe(objective);
  });

  it('calls the monthly budget a budget', () => {
    const terms = termsOfText('cost_per_month', 'value<=5000');
    expect(objectiveOf({ ...terms, origin: 'budget.month' })).toBe('budget $5,000');
  });

  it.each([
    ['latency', 'p(95)<3000', { observed: 3800 }, '3.8 s'],
    ['latency', 'p(95)<3000', { observed: 5000, atLeast: true }, '≥ 5 s'],
    ['latency', 'p(95)<3000', {}, 'no data'],
    ['cost', 'count<1', { unknown: true }, 'unknown'],
    ['iterations', 'rate>4.5', { observed: 4.2 }, '4.2/s'],
    ['cost', 'rate<0.5', { observed: 0.012 }, '$0.012/s'],
    ['output_tokens', 'rate>100', { observed: 93.21 }, '93.2/s'],
  ] as const)('%s %s that observed %o says %s', (metric, expression, seen, words) => {
    expect(observedOf({ ...termsOfText(metric, expression), ...seen })).toBe(words);
  });

  it('prints value and bound with as many figures as tell them apart', () => {
    expect(formatPair(termsOfText('latency', 'avg<2500.01'), 2500)).toEqual(['2.5 s', '2.50001 s']);
  });
});
