import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson, stableJson } from '../../../src/report/result/json.ts';
import { sampleResult } from '../sample-result.ts';

describe('the JSON report', () => {
  it('is the result itself', () => {
    expect(JSON.parse(renderJson(sampleResult))).toEqual(sampleResult);
  });

  it('has the same bytes for any order of keys', () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(record, (value) => {
        const backwards = Object.fromEntries(Object.entries(value).toReversed());
        expect(stableJson(backwards)).toBe(stableJson(value));
      }),
    );
  });

  it('does not convert Infinity to null', () => {
    expect(stableJson({ duration: Number.POSITIVE_INFINITY })).toContain('"Infinity"');
  });
});
