import { describe, expect, it } from 'vitest';
import { formatInterval, formatMetric } from '../../../src/report/text/format-metric.ts';

describe('a figure of a report', () => {
  it('has the unit of its metric, and none for an unknown metric', () => {
    expect(formatMetric('latency', 1234)).toBe('1.23 s');
    expect(formatMetric('made_up', 1234)).toBe('1,234');
  });

  it('is shown once for an interval with equal rounded ends', () => {
    const format = (value: number): string => value.toFixed(1);
    expect(formatInterval({ low: 1.01, high: 1.02 }, format)).toBe('1.0');
    expect(formatInterval({ low: 1, high: 2 }, format)).toBe('1.0 to 2.0');
  });
});
