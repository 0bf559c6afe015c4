import { describe, expect, it } from 'vitest';
import type { AnswerKinds } from '../../../src/metrics/diagnostics/answer-tally.ts';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { answerNotes } from '../../../src/report/notes/answer-notes.ts';
import { parseResult } from '../../../src/report/result-file/result-file.ts';
import type { RunResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

const NOTHING: AnswerKinds = {
  answers: 100,
  empty: 0,
  emptyCounted: 0,
  cut: 0,
  withheld: 0,
  unread: 0,
  unknownEnds: [],
};

function resultWith(answers: AnswerKinds): RunResult {
  const [first, ...others] = sampleResult.targets;
  if (first === undefined) throw new Error('the sample result has no target');
  return { ...sampleResult, targets: [{ ...first, answers }, ...others] };
}

describe('notes on answers', () => {
  it.each<[Partial<AnswerKinds>, RegExp]>([
    [{ empty: 50 }, /^50 of 100 answers are empty, and count as answered\.$/],
    [{ empty: 50, emptyCounted: 48 }, /For 48 of them the service counted output tokens: /],
    [{ cut: 12 }, /^12 of 100 answers were cut at the token limit or the context window\.$/],
    [{ unread: 3 }, /^3 of 100 answers contain content that was not read: /],
    [{ withheld: 1 }, /^1 of 100 answers were withheld, /],
    [
      { unknownEnds: [{ reason: 'bored', count: 3 }, { count: 1 }] },
      /^4 of 100 answers ended for an unknown reason, and count as answered: "bored" \(3\), others \(1\)\.$/,
    ],
  ])('are made for %j', (changes, noteText) => {
    const noteTexts = answerNotes({ ...NOTHING, ...changes });
    expect(noteTexts).toHaveLength(1);
    expect(noteTexts[0]).toMatch(noteText);
  });

  it('are none for complete answers', () => {
    expect(answerNotes(undefined)).toEqual([]);
    expect(answerNotes(NOTHING)).toEqual([]);
  });

  const RENDERERS: readonly [string, (result: RunResult) => string][] = [
    ['text', (result) => renderText(result, { colour: false, width: 400 })],
    ['markdown', renderMarkdown],
    ['JUnit', renderJunit],
    ['HTML', renderHtml],
  ];
  it.each(RENDERERS)('are in the %s report', (_, render) => {
    const said = render(resultWith({ ...NOTHING, empty: 50, cut: 49 }));
    expect(said).toContain('50 of 100 answers are empty');
    expect(said).toContain('49 of 100 answers were cut');
    expect(render(sampleResult)).not.toMatch(/answers (are empty|were cut)/);
  });

  it('escape a finish reason of the service', () => {
    const reason = '<script>@everyone</script>';
    const result = resultWith({ ...NOTHING, unknownEnds: [{ reason, count: 1 }] });
    for (const [, render] of RENDERERS.slice(1)) expect(render(result)).not.toContain('<script>@');
  });

  it('are the same for a result read from its file', () => {
    const result = resultWith({ ...NOTHING, unknownEnds: [{ reason: 'bored', count: 1 }] });
    expect(parseResult(JSON.stringify(result))).toEqual(result);
  });
});
