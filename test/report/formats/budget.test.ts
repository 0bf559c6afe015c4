import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/metrics/metrics.ts';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import type { RunResult } from '../../../src/report/result/result.ts';
import { evaluate } from '../../../src/verdict/evaluation.ts';
import { budgetThreshold } from '../../../src/verdict/threshold.ts';
import { sampleResult } from '../sample-result.ts';

const [haiku] = sampleResult.targets;
if (haiku === undefined) throw new Error('the sample has targets');

const metrics = new Metrics();
metrics.record('cost_per_month', 6000, { target: haiku.name });
const interval = { low: 5900, high: 6100 };
const missed = evaluate(budgetThreshold(5000), metrics, haiku.name, {
  ...haiku.cost,
  perMonthInterval: interval,
});
const result: RunResult = {
  ...sampleResult,
  verdict: 'fail',
  targets: [
    {
      ...haiku,
      verdict: 'fail',
      thresholds: [missed],
      cost: { ...haiku.cost, perMonth: 6000, perMonthInterval: interval },
    },
  ],
};

describe('a missed monthly budget', () => {
  it.each([
    ['text', renderText(result, { colour: false, width: 120 })],
    ['Markdown', renderMarkdown(result)],
    ['HTML', renderHtml(result)],
  ])('is in the %s report with bill, interval and budget', (_format, text) => {
    expect(text).toContain('budget $5,000');
    expect(text).toContain('$5,900 to $6,100');
    expect(text.replaceAll('\\', '')).toContain(missed.why);
  });

  it('fails a test case of the JUnit report', () => {
    expect(renderJunit(result)).toContain(
      'name="budget.month: cost_per_month: value&lt;=5000" time="0">\n      <failure type="fail"',
    );
  });
});
