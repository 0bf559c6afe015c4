import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/report/json.ts';
import { parseResult } from '../../src/report/result-file.ts';
import { sampleResult } from './sample-result.ts';

describe('a result file', () => {
  it('reads back what was written', () => {
    expect(parseResult(renderJson(sampleResult))).toEqual(sampleResult);
  });

  it.each([
    [
      '{"schema": "proofload.result/1", "id"',
      /^out\/result.json: The result is not JSON: .* cut while writing/,
    ],
    ['{}', /This is not a result of proofload/],
    ['[]', /This is not a result of proofload/],
    ['{"schema":"k6.summary/1"}', /This is not a result of proofload/],
    [
      '{"schema":"proofload.result/2"}',
      /"proofload.result\/2"; this proofload reads "proofload.result\/1"/,
    ],
    ['{"schema":"proofload.result/1"}', /"id" is not as a result must be/],
  ])('refuses %s with a sentence', (text, message) => {
    expect(() => parseResult(text, 'out/result.json')).toThrow(message);
  });

  it('names the place that is wrong', () => {
    const torn = { ...sampleResult, targets: [{ ...sampleResult.targets[0], series: 'none' }] };
    expect(() => parseResult(JSON.stringify(torn))).toThrow(/"targets\.0\.series"/);
  });
});
