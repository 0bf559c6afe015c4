import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/metrics/catalogue/all-metrics.ts';

describe('catalogue of metrics', () => {
  it('the catalogue of metrics names each metric once', () => {
    const names = METRICS.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
