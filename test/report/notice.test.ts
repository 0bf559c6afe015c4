import { describe, expect, it } from 'vitest';
import { notices, reasonsBeside } from '../../src/report/notice.ts';
import { sampleResult } from './sample-result.ts';

const { judge: _judge, ...unjudged } = sampleResult;

describe('a notice', () => {
  it('says what a run is not, the most important first', () => {
    const about = notices({ ...sampleResult, stopped: 'budget' }).map(({ about }) => about);
    expect(about).toEqual(['emulated', 'stopped', 'stand-in']);
  });

  it.each([
    ['signal', /by hand/],
    ['budget', /spending cap/],
    ['threshold', /could no longer recover/],
  ] as const)('says why a run ended early: %s', (stopped, sentence) => {
    const [notice] = notices({ ...unjudged, emulated: false, stopped });
    expect(notice?.text).toMatch(sentence);
  });

  it('is not there for a whole run on AWS with a real judge', () => {
    expect(notices({ ...unjudged, emulated: false })).toEqual([]);
  });

  it('leaves out of the reasons what the validity already says', () => {
    const late = 'Requests were sent late.';
    const result = { ...sampleResult, reasons: [late, 'It is cheap.'], validityReasons: [late] };
    expect(reasonsBeside(result)).toEqual(['It is cheap.']);
  });
});
