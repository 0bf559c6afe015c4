import { describe, expect, it } from 'vitest';
import type { JudgeAccount } from '../../../src/judge/account.ts';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import { judgeFailure, judgeNotes, judgeShortfall } from '../../../src/report/notes/judge-notes.ts';
import { runNotices } from '../../../src/report/notes/run-notices.ts';
import type { RunResult } from '../../../src/report/result/result.ts';
import { sampleResult } from '../sample-result.ts';

const ACCOUNT: JudgeAccount = {
  asked: 100,
  scored: 40,
  called: 95,
  failed: 55,
  ungraded: 55,
  empty: 0,
  errors: [{ kind: 'timeout', count: 55, first: 'timeout: Timeout: it took 200 ms' }],
  notJudged: [{ why: 'faithfulness needs passages, and this query has none.', count: 5 }],
  constant: [],
};

const UNGRADED: JudgeAccount = {
  ...ACCOUNT,
  scored: 0,
  called: 100,
  failed: 100,
  ungraded: 100,
  errors: [{ kind: 'refused_request', count: 100, first: 'refused_request: no `tools` here' }],
  notJudged: [],
};

function judgedBy(account: JudgeAccount): RunResult {
  const result = sampleResult;
  const judge = { model: 'm', standIn: false, judged: account.asked, costUsd: 0, account };
  const [first, ...others] = result.targets;
  if (first === undefined) throw new Error('a result has a target');
  const targets = [{ ...first, quality: { ...first.quality, account } }, ...others];
  return { ...result, judge, targets };
}

const REPORTS = [
  ['terminal', (result: RunResult) => renderText(result, { colour: false, width: 4000 })],
  ['summary.md', renderMarkdown],
  ['junit.xml', renderJunit],
  ['report.html', renderHtml],
] as const;

describe('notes on the judge', () => {
  it('give the numbers of answers scored, failed and not judged, with reasons', () => {
    expect(judgeNotes({ quality: { criteria: {}, account: ACCOUNT } })).toEqual([
      '40 of 100 answers drawn for the judge were scored.',
      'The judge failed on 55 of 95 answers it received: 55 timeout. The first: timeout: Timeout: it took 200 ms.',
      '5 answers not judged: faithfulness needs passages, and this query has none.',
    ]);
    expect(judgeNotes({ quality: { criteria: {} } })).toEqual([]);
  });

  it('report empty answers and a judge with constant scores', () => {
    const constant = [{ criterion: 'relevance', value: 1, count: 50 }];
    const account = { ...ACCOUNT, empty: 3, errors: [], notJudged: [], constant };
    const [scored, same] = judgeNotes({ quality: { criteria: {}, account } });
    expect(scored).toContain('3 of them because they were empty');
    expect(same).toMatch(/^The judge gave all 50 answers it received the same score on relevance/);
  });

  it('report a judge that scored nothing, with its error', () => {
    expect(judgeFailure(judgedBy(UNGRADED).judge)).toContain('refused_request: no `tools` here');
    expect(judgeFailure(judgedBy(ACCOUNT).judge)).toBeUndefined();
    expect(judgeFailure(undefined)).toBeUndefined();
    expect(runNotices(judgedBy(UNGRADED)).map(({ about }) => about)).toContain('judge');
    expect(renderJunit(judgedBy(UNGRADED))).toContain('<failure type="judge-failed"');
    expect(renderJunit(judgedBy(ACCOUNT))).not.toContain('judge-failed');
  });

  it('give the headline a sentence only if some answers were not scored', () => {
    expect(judgeShortfall(ACCOUNT)).toBe('The judge scored 40 of 100 answers, and failed on 55.');
    expect(judgeShortfall({ ...ACCOUNT, scored: 100 })).toBeUndefined();
  });

  it.each(REPORTS)('are in %s', (_, render) => {
    const text = render(judgedBy(ACCOUNT));
    expect(text).toContain('40 of 100 answers');
    expect(text).toMatch(/The judge failed on 55 of 95/);
    expect(text).toContain('it took 200 ms');
    expect(render(judgedBy(UNGRADED))).toMatch(/scored none of the 100 answers/);
  });
});
