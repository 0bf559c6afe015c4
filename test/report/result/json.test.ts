import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson, stableJson } from '../../../src/report/result/json.ts';
import { sampleResult } from '../sample-result.ts';

describe('the JSON report', () => {
  it('is the result itself', () => {
    expect(JSON.parse(renderJson(sampleResult))).toEqual(sampleResult);
  });

  it('is the same bytes whatever the order in which keys were set', () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(record, (value) => {
        const backwards = Object.fromEntries(Object.entries(value).toReversed());
        expect(stableJson(backwards)).toBe(stableJson(value));
      }),
    );
  });

  it('does not turn infinity into null', () => {
    expect(stableJson({ duration: Number.POSITIVE_INFINITY })).toContain('"Infinity"');
  });
});
