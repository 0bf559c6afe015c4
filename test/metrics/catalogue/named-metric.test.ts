import { describe, expect, it } from 'vitest';
import { metricNamed } from '../../../src/metrics/catalogue/named-metric.ts';

describe('a metric by its name', () => {
  it('is found', () => {
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
