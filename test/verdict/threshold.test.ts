import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { appliesTo, parseThreshold } from '../../src/verdict/threshold.ts';

function parse(metric: string, expression: string) {
  return parseThreshold({ metric, expression, abortOnFail: false, delayAbortEval: 0 });
}

describe('a threshold', () => {
  it.each([
    [
      'latency',
      'p(95)<3000',
      { aggregate: 'percentile', percentile: 95, operator: '<', bound: 3000 },
    ],
    [
      'latency',
      'p(99.9) <= 1e4',
      { aggregate: 'percentile', percentile: 99.9, operator: '<=', bound: 1e4 },
    ],
    [
      'latency',
      'med<1000',
      { aggregate: 'percentile', percentile: 50, operator: '<', bound: 1000 },
    ],
    ['latency', ' avg  <  .5 ', { aggregate: 'avg', operator: '<', bound: 0.5 }],
    ['ttft', 'max<5000', { aggregate: 'max', bound: 5000 }],
    ['output_tokens', 'min>=1', { aggregate: 'min', operator: '>=', bound: 1 }],
    ['output_tokens', 'count<1e6', { aggregate: 'sum', unit: 'tokens', bound: 1e6 }],
    ['output_tokens', 'rate>100', { aggregate: 'rate', unit: 'per_second', operator: '>' }],
    ['cost', 'rate<1', { aggregate: 'rate', unit: 'usd_per_second' }],
    ['cost', 'count<1', { aggregate: 'count', unit: 'usd' }],
    ['failed', 'rate<0.01', { aggregate: 'rate', unit: 'share', bound: 0.01 }],
    ['dropped_iterations', 'count==0', { aggregate: 'count', operator: '==', bound: 0 }],
    ['tenant_leaks', 'count===0', { aggregate: 'count', operator: '==', bound: 0 }],
    ['iterations', 'rate>4.5', { aggregate: 'rate', operator: '>', bound: 4.5 }],
    ['cost_per_month', 'value<=4200', { aggregate: 'value', operator: '<=', bound: 4200 }],
    ['vus', 'value!=0', { aggregate: 'value', operator: '!=', bound: 0 }],
    ['overhead', 'avg>-5', { aggregate: 'avg', bound: -5 }],
  ])('on %s reads %s', (metric, expression, expected) => {
    expect(parse(metric, expression)).toMatchObject(expected);
  });

  it('reads its selector', () => {
    expect(parse('latency{tenant:acme}', 'avg<1').selector).toEqual({
      metric: 'latency',
      tags: { tenant: 'acme' },
    });
  });

  const trend = 'latency is a trend: write avg, min, max, med, p(N).';
  const operators = 'Join method and number by <= < >= > === == !=.';
  const bare =
    'The bound is a bare number: milliseconds for times, 0.01 for 1 %, US dollars for costs.';
  it.each([
    ['latency', 'rate<0.01', 'rate', trend],
    ['latency', 'count<1', 'count', trend],
    ['latency', 'p95<3000', 'p95', trend],
    ['latency', '<3000', '', trend],
    ['latency', 'constructor<3000', 'constructor', trend],
    ['failed', 'p(95)<1', 'p(95)', 'failed is a rate: write rate.'],
    ['cost', 'value<1', 'value', 'cost is a counter: write count, rate.'],
    ['vus', 'avg<1', 'avg', 'vus is a gauge: write value.'],
    [
      'output_tokens',
      'value<1',
      'value',
      'output_tokens is a trend: write avg, min, max, med, p(N), count, rate.',
    ],
    ['latency', 'p(101)<3000', 'p(101)', 'A percentile lies between 0 and 100.'],
    ['latency', 'p(-1)<3000', 'p(-1)', 'A percentile lies between 0 and 100.'],
    ['latency', 'p(N)<3000', 'p(N)', 'A percentile lies between 0 and 100.'],
    ['latency', 'p()<3000', 'p()', 'A percentile lies between 0 and 100.'],
    ['latency', 'p(95)', 'p(95)', operators],
    ['latency', 'p(95)=3000', 'p(95)=3000', operators],
    ['latency', '', '', operators],
    ['latency', 'p(95)<3s', '3s', bare],
    ['latency', 'p(95)<', '', bare],
    ['latency', 'p(95)<<3', '<3', bare],
    ['latency', 'p(95)<0x10', '0x10', bare],
    ['latency', 'p(95)<Infinity', 'Infinity', bare],
  ])('on %s that says %s is refused at "%s"', (metric, expression, part, remedy) => {
    expect(() => parse(metric, expression)).toThrow(Problem);
    expect(() => parse(metric, expression)).toThrow(
      `The threshold "${expression}" on ${metric} cannot be read at "${part}". ${remedy}`,
    );
  });

  it('on an unknown metric is refused with the nearest known one', () => {
    expect(() => parse('throtled', 'rate<1')).toThrow('Did you mean "throttled"?');
  });

  it('applies to every target unless its selector names one', () => {
    expect(appliesTo(parse('latency', 'avg<1'), 'haiku')).toBe(true);
    expect(appliesTo(parse('latency{target:haiku}', 'avg<1'), 'haiku')).toBe(true);
    expect(appliesTo(parse('latency{target:haiku}', 'avg<1'), 'llama')).toBe(false);
  });
});
