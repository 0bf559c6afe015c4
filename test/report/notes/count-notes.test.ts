import { describe, expect, it } from 'vitest';
import type { OpenCounts } from '../../../src/metrics/diagnostics/count-tally.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { countNotes } from '../../../src/report/notes/count-notes.ts';
import type { RunResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

function resultOf(openCounts: OpenCounts): RunResult {
  const targets = sampleResult.targets.map((target) => ({ ...target, openCounts }));
  return { ...sampleResult, targets: targets.slice(0, 1) };
}

const disputed = resultOf({
  counted: 1200,
  disputed: 30,
  example: {
    input: 20,
    cacheRead: 100,
    cacheWrite: 7,
    output: 603,
    reasoning: 405,
    disputedTotal: 623,
    source: 'reported',
  },
  streamed: 1200,
  paceless: 0,
});
const paceless = resultOf({ counted: 40, disputed: 0, streamed: 38, paceless: 12 });

describe('a note on token counts', () => {
  it('is absent for consistent counts', () => {
    expect(countNotes(sampleResult)).toEqual([]);
  });

  it('gives the number of answers with contradictory counts, and how they were read', () => {
    expect(countNotes(disputed)).toEqual([
      'The token counts of 30 of 1,200 answers of haiku do not add up to the reported total: the first reported 623 and was read as 20 of input, 100 read from a cache, 7 written to it, 603 of output (405 of it reasoning), 730 in all. The cost is based on that reading: compare it with the bill.',
    ]);
  });

  it('gives the number of streams without a generation speed', () => {
    expect(countNotes(paceless)).toEqual([
      'tpot and output_tokens_per_second leave out 12 of 38 streamed answers of haiku: the service counted more output than it sent, and does not report how much of it was reasoning.',
    ]);
  });

  it('is in every report', () => {
    const page = { colour: false, width: 4000 };
    expect(renderText(disputed, page)).toContain('answers of haiku do not add up');
    expect(renderMarkdown(disputed)).toContain('answers of haiku do not add up');
    expect(renderHtml(disputed)).toContain('answers of haiku do not add up');
  });
});
