import { describe, expect, it } from 'vitest';
import { METRICS, metricNamed } from '../../src/metrics/metric.ts';

describe('the catalogue of metrics', () => {
  it('names each metric once', () => {
    const names = METRICS.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('finds a metric by its name', () => {
    expect(metricNamed('latency')).toMatchObject({
      type: 'trend',
      unit: 'ms',
      lowerIsBetter: true,
    });
    expect(metricNamed('good')).toMatchObject({
      type: 'rate',
      unit: 'share',
      lowerIsBetter: false,
    });
  });

  it('names the nearest known metric for a misspelt one', () => {
    expect(() => metricNamed('latancy')).toThrow(
      'There is no metric "latancy". Did you mean "latency"?',
    );
  });

  it('lists all metrics when none is near', () => {
    expect(() => metricNamed('http_req_duration')).toThrow(/Known metrics: latency, .*, vus\.$/);
  });
});
