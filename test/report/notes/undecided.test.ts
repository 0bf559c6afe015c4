import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { undecided } from '../../../src/report/notes/undecided.ts';
import { highlights } from '../../../src/report/summary/highlight.ts';
import { termsOfText } from '../../verdict/terms-of.ts';
import { sampleResult } from '../sample-result.ts';

const invalid = {
  ...sampleResult,
  validity: 'invalid',
  validityReasons: ['Something else held the processor.'],
} as const;

describe('an invalid run', () => {
  it('passes and fails no threshold, and chooses no target', () => {
    const shown = undecided(invalid);
    const verdicts = shown.targets.flatMap(({ verdict, thresholds }) => [
      verdict,
      ...thresholds.map((threshold) => threshold.verdict),
    ]);
    expect(new Set([shown.verdict, ...verdicts])).toEqual(new Set(['inconclusive', 'no-data']));
    expect(shown).not.toHaveProperty('chosen');
    expect(undecided(shown)).toEqual(shown);
  });

  it('keeps its observations, and says why it decides nothing', () => {
    const [before] = sampleResult.targets[0]?.thresholds ?? [];
    const [after] = undecided(invalid).targets[0]?.thresholds ?? [];
    expect(after).toEqual({
      ...before,
      verdict: 'inconclusive',
      why: `The measurement is invalid, so that this decides nothing. ${before?.why}`,
    });
  });

  it('still fails for a leak that was found', () => {
    const [first] = invalid.targets;
    const [threshold] = first?.thresholds ?? [];
    if (first === undefined || threshold === undefined)
      throw new Error('the sample has thresholds');
    const verdictOf = (metric: string, expression: string, verdict: 'pass' | 'fail') => {
      const terms = termsOfText(metric, expression);
      const thresholds = [{ ...threshold, ...terms, metric, expression, verdict }];
      const [shown] = undecided({ ...invalid, targets: [{ ...first, thresholds }] }).targets;
      return [shown?.verdict, shown?.thresholds[0]?.verdict];
    };
    expect(verdictOf('tenant_leaks', 'count==0', 'fail')).toEqual(['fail', 'fail']);
    expect(verdictOf('quality_pass{criterion:correctness}', 'rate>0.9', 'fail')).toEqual([
      'fail',
      'fail',
    ]);
    expect(verdictOf('tenant_leaks', 'count==0', 'pass')).toEqual(['inconclusive', 'inconclusive']);
    expect(verdictOf('latency', 'p(95)<3000', 'fail')).toEqual(['inconclusive', 'inconclusive']);
    expect(verdictOf('failed', 'rate<0.01', 'fail')).toEqual(['inconclusive', 'inconclusive']);
  });

  it('has no passing tile, row, tick or test case', () => {
    for (const target of invalid.targets) {
      const met = highlights(invalid, target).filter(({ verdict }) => verdict === 'pass');
      expect(met).toEqual([]);
    }
    const html = renderHtml(invalid);
    expect(html.match(/class="(tile|badge|validity) good"/g)).toBeNull();
    for (const text of [renderText(invalid, { colour: false }), renderMarkdown(invalid)]) {
      expect(text).not.toContain('✓');
    }
    expect(renderJunit(invalid)).not.toMatch(/<testcase [^>]*\/>/);
  });
});

describe('a valid run', () => {
  it('is unchanged', () => {
    expect(undecided(sampleResult)).toBe(sampleResult);
    expect(renderHtml(sampleResult)).toContain('tile good');
  });
});
