import { describe, expect, it } from 'vitest';
import { parseResult } from '../../../src/report/result-file/result-file.ts';
import { sampleResult } from '../sample-result.ts';

/** The sample as it was written before a threshold's terms were kept. */
function older(metric?: string): string {
  const targets = sampleResult.targets.map((target) => ({
    ...target,
    thresholds: target.thresholds.map((threshold) => {
      const {
        selector: _s,
        aggregate: _a,
        percentile: _p,
        operator: _o,
        unit: _u,
        ...rest
      } = threshold;
      return { ...rest, ...(metric !== undefined && { metric }) };
    }),
  }));
  return JSON.stringify({ ...sampleResult, targets });
}

describe('an older result without the terms of thresholds', () => {
  it('is converted to the current version', () => {
    const thresholds = parseResult(older()).targets.map((target) => target.thresholds);
    expect(thresholds).toEqual(sampleResult.targets.map((target) => target.thresholds));
  });

  it('is rejected with its file name for a threshold on an unknown metric', () => {
    expect(() => parseResult(older('latencyy'), 'old/result.json')).toThrow(
      /^old\/result\.json: The threshold "[^"]+" on latencyy is not known to this proofload\./,
    );
  });
});
