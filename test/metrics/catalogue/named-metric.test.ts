import { describe, expect, it } from 'vitest';
import { metricNamed } from '../../../src/metrics/catalogue/named-metric.ts';

describe('metric by its name', () => {
  it('metricNamed finds a metric', () => {
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

  it('metricNamed suggests the nearest known metric for a misspelt one', () => {
    expect(() => metricNamed('latancy')).toThrow(
      'There is no metric "latancy". Did you mean "latency"?',
    );
  });

  it('metricNamed lists all metrics when none is near', () => {
    expect(() => metricNamed('http_req_duration')).toThrow(/Known metrics: latency, .*, vus\.$/);
  });
});
