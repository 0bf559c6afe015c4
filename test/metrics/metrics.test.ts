import { describe, expect, it } from 'vitest';
import { EstimatedRate } from '../../src/metrics/aggregates/estimate.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { answeredIn, dropped, failedWith, sampleOf } from './sample-stub.ts';

function metricsOf(
  samples: readonly Sample[],
  options: ConstructorParameters<typeof Metrics>[0] = {},
): Metrics {
  const metrics = new Metrics(options);
  for (const sample of samples) metrics.add(sample, []);
  return metrics;
}

const mixed = [
  ...[100, 200, 300].map((latency) => answeredIn(latency, { tenant: 'acme' })),
  answeredIn(4000, { tenant: 'zenith', tags: { topic: 'refund' }, leaks: 2 }),
  failedWith('throttled', { tenant: 'zenith' }),
  dropped({ tenant: 'acme' }),
];

describe('metrics', () => {
  it('metrics add samples up to counters and shares whose denominators hold every arrival', () => {
    expect(metricsOf(mixed).summaries('haiku')).toMatchObject({
      iterations: { type: 'counter', n: 6, count: 5 },
      dropped_iterations: { n: 6, count: 1 },
      failed: { type: 'rate', n: 6, count: 2, rate: 1 / 3 },
      good: { n: 6, count: 4 },
      throttled: { n: 5, count: 1, rate: 0.2 },
      latency: { type: 'trend', n: 6, bounded: 2, min: 100, max: 4000, avg: 1150 },
      tenant_leaks: { n: 6, count: 2 },
      retry_amplification: { type: 'gauge', n: 6, value: 5 / 6 },
    });
  });

  it('metrics leave warm-up samples out', () => {
    const metrics = metricsOf([sampleOf({ phase: 'warmup' })]);
    expect(metrics.targets).toEqual([]);
    expect(metrics.summaries('haiku')).toEqual({});
  });

  it('metrics omit what no sample has', () => {
    const summaries = metricsOf([dropped()]).summaries('haiku');
    expect(summaries).not.toHaveProperty('latency');
    expect(summaries).not.toHaveProperty('throttled');
    expect(metricsOf([]).find('latency', 'haiku')).toBeUndefined();
  });

  it('metrics keep targets apart', () => {
    const metrics = metricsOf([answeredIn(100), answeredIn(900, { target: 'llama' })]);
    expect(metrics.targets).toEqual(['haiku', 'llama']);
    expect(metrics.summaries('llama')).toMatchObject({ latency: { n: 1, max: 900 } });
  });

  it('metrics keep the sub-metrics that selectors name, by every tag a sample carries', () => {
    const selectors = [
      'latency{tenant:acme}',
      'latency{topic:refund}',
      'failed{scenario:steady,tenant:zenith}',
      'failed{outcome:throttled}',
      'latency{target:haiku}',
      'output_tokens{token_source:reported}',
      'latency{tenant:nobody}',
    ];
    const summaries = metricsOf(mixed, { selectors }).summaries('haiku');
    expect(summaries).toMatchObject({
      'latency{tenant:acme}': { n: 4, bounded: 1, max: 300 },
      'latency{topic:refund}': { n: 1, max: 4000 },
      'failed{scenario:steady,tenant:zenith}': { n: 2, count: 1 },
      'failed{outcome:throttled}': { n: 1, count: 1 },
      'latency{target:haiku}': { n: 6 },
      'output_tokens{token_source:reported}': { n: 4 },
      latency: { n: 6 },
    });
    expect(summaries).not.toHaveProperty('latency{tenant:nobody}');
  });

  it('metrics separate answers stopped by a guardrail from the others', () => {
    const stopped = answeredIn(100, { stopReason: 'guardrail_intervened' });
    const selector = 'iterations{stop_reason:guardrail_intervened}';
    const metrics = metricsOf([stopped, answeredIn(200)], { selectors: [selector] });
    expect(metrics.find(selector, 'haiku')).toMatchObject({ count: 1 });
  });

  it('metrics find a sub-metric for any spelling of its selector', () => {
    const metrics = metricsOf(mixed, { selectors: ['failed{tenant:zenith,scenario:steady}'] });
    expect(metrics.find('failed{ scenario:"steady", tenant:zenith }', 'haiku')?.n).toBe(2);
  });

  it('metrics refuse a selector of a metric that does not exist', () => {
    expect(() => new Metrics({ selectors: ['latencey{tenant:acme}'] })).toThrow(
      'Did you mean "latency"?',
    );
  });

  it('metrics count good answers by the objectives', () => {
    const { good } = metricsOf(mixed, { objectives: { latency: 200 } }).summaries('haiku');
    expect(good).toMatchObject({ n: 6, count: 2 });
  });

  it('metrics keep the tags of answers that may be judged, and whether they came in time', () => {
    const samples = [
      answeredIn(100, { index: 0, tenant: 'acme' }),
      answeredIn(900, { index: 1 }),
      answeredIn(100, { index: 2, outcome: 'timeout' }),
    ];
    const metrics = metricsOf(samples, { judged: true, objectives: { latency: 200 } });
    const markOf = (index: number) => metrics.markOf({ scenario: 'steady', index });
    expect(markOf(0)).toMatchObject({ inTime: true, tags: { tenant: 'acme' } });
    expect(markOf(1)).toMatchObject({ inTime: false });
    expect(markOf(2)).toBeUndefined();
    expect(metricsOf(samples).markOf({ scenario: 'steady', index: 0 })).toBeUndefined();
  });

  it('metrics show an estimate in place of a count, and nothing where all is unknown', () => {
    const metrics = metricsOf([answeredIn(100)], { selectors: ['good{tenant:acme}'] });
    const [whole = { metric: 'good', tags: {} }] = metrics.selectorsOf('good');
    const likely = new EstimatedRate({ n: 4, share: 0.5, interval: { low: 0.1, high: 0.9 } });
    metrics.estimate(whole, 'haiku', { likely, note: 'a part is unknown' });
    expect(metrics.summaries('haiku')['good']).toEqual({
      type: 'rate',
      n: 4,
      count: 2,
      rate: 0.5,
      interval: { low: 0.1, high: 0.9 },
    });
    metrics.estimate(whole, 'haiku', { note: 'all is unknown' });
    expect(metrics.summaries('haiku')).not.toHaveProperty('good');
    expect(metrics.estimateOf('good', 'haiku')?.note).toBe('all is unknown');
    expect(metrics.selectorsOf('good').map(({ tags }) => tags)).toEqual([{}, { tenant: 'acme' }]);
  });

  it('metrics take rates of counters over the closed duration, and until then up to the last end', () => {
    const metrics = metricsOf([answeredIn(500), answeredIn(2000)]);
    expect(metrics.summaries('haiku')).toMatchObject({ iterations: { rate: 1 } });
    metrics.close(4000);
    expect(metrics.summaries('haiku')).toMatchObject({ iterations: { rate: 0.5 } });
  });

  it('metrics add values after the run, as a whole and by tags', () => {
    const metrics = metricsOf([], { selectors: ['quality{criterion:correct}'] });
    metrics.record('quality', 1, { target: 'haiku', criterion: 'correct' });
    metrics.record('quality', 0.5, { target: 'haiku', criterion: 'polite' });
    metrics.record('cost_per_month', 840, { target: 'haiku' });
    metrics.record('cost_per_1k', 'unknown', { target: 'haiku' });
    expect(metrics.summaries('haiku')).toMatchObject({
      quality: { n: 2, avg: 0.75 },
      'quality{criterion:correct}': { n: 1, avg: 1 },
      cost_per_month: { type: 'gauge', value: 840 },
    });
    expect(metrics.summaries('haiku')).not.toHaveProperty('cost_per_1k');
  });

  it('metrics count samples of unknown cost', () => {
    const { costUsd: _, ...unpriced } = sampleOf();
    const cost = metricsOf([sampleOf(), unpriced]).find('cost', 'haiku');
    expect(cost).toMatchObject({ type: 'counter', n: 1, count: 0.001, unknown: 1 });
  });

  it('metrics measure chunk gaps', () => {
    const metrics = new Metrics();
    metrics.add(sampleOf(), [10, 30]);
    expect(metrics.summaries('haiku')).toMatchObject({ chunk_gap: { n: 2, max: 30 } });
  });

  it('metrics divide the run into buckets and draw its curve', () => {
    const metrics = metricsOf(mixed, { bucket: 100 });
    expect(metrics.buckets('haiku')).toEqual([
      { start: 0, length: 100, ok: 4, throttled: 1, failed: 1, p50: 200, p95: 4000 },
    ]);
    expect(metrics.curve('latency', 'haiku').at(0)?.value).toBeCloseTo(100, 0);
    expect(metrics.curve('ttft', 'haiku')).toEqual([]);
    expect(metrics.buckets('nobody')).toEqual([]);
  });

  it('metrics merged from shards are the metrics of the whole', () => {
    const options = { selectors: ['latency{tenant:acme}'], objectives: { latency: 250 } };
    const others = [answeredIn(50, { target: 'llama' }), ...mixed];
    const merged = metricsOf(mixed, options);
    merged.merge(metricsOf(others, options));
    const whole = metricsOf([...mixed, ...others], options);
    for (const target of ['haiku', 'llama']) {
      expect(merged.summaries(target)).toEqual(whole.summaries(target));
      expect(merged.buckets(target)).toEqual(whole.buckets(target));
    }
    expect(merged.duration).toBe(whole.duration);
  });
});

describe('cache hit of a run', () => {
  it('the cache hit of a run is the share of all input tokens, not the mean of the answers’ shares', () => {
    const metrics = new Metrics();
    const tokens = (input: number, cacheRead: number) => ({
      tokens: { input, cacheRead, cacheWrite: 0, source: 'reported' as const },
    });
    metrics.add(sampleOf(tokens(10, 0)), []);
    metrics.add(sampleOf(tokens(0, 990)), []);
    const [target = ''] = metrics.targets;
    expect(metrics.summaries(target)['cache_hit']).toEqual({ type: 'gauge', n: 2, value: 0.99 });
  });
});
