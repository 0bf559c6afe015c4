import { describe, expect, it } from 'vitest';
import { type CheckResult, failedCheck, renderCheckResults } from '../../src/doctor/finding.ts';
import { Problem } from '../../src/problem/problem.ts';

const OK: CheckResult = { subject: 'dataset', level: 'ok', message: '12 rows can be asked.' };
const WARNING: CheckResult = {
  subject: 'clock',
  level: 'warning',
  message: 'The clock is 9 s ahead.',
  remedy: 'Set it by NTP.',
};
const PROBLEM: CheckResult = {
  subject: 'target a',
  level: 'problem',
  message: 'Nobody answers.',
  remedy: 'Start it.',
};

const render = (...findings: CheckResult[]) =>
  renderCheckResults(findings, { colour: false, width: 60 });

describe('renderCheckResults', () => {
  it('prints each remedy below its result, and a summary at the end', () => {
    expect(render(OK, WARNING, PROBLEM)).toBe(
      [
        ' ✓ dataset   12 rows can be asked.',
        ' ! clock     The clock is 9 s ahead.',
        '             → Set it by NTP.',
        ' ✕ target a  Nobody answers.',
        '             → Start it.',
        '',
        ' 1 problem, 1 warning.',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [[OK], 'No problems.'],
    [[OK, WARNING], 'No problem, 1 warning.'],
    [[PROBLEM, PROBLEM, WARNING, WARNING], '2 problems, 2 warnings.'],
    [[PROBLEM], '1 problem, 0 warnings.'],
  ])('counts problems and warnings in the summary: case %#', (findings, summary) => {
    expect(
      render(...findings)
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe(` ${summary}`);
  });

  it('wraps long sentences with a hanging indent', () => {
    const message = 'A sentence that is a good deal longer than the line it has to fit into.';
    const lines = render({ ...OK, message }).split('\n');
    expect(lines[1]).toMatch(/^ {12}\S/);
    expect(lines.every((line) => line.length <= 60)).toBe(true);
  });
});

describe('failedCheck', () => {
  it('returns the message of a Problem and its remedy separately', () => {
    const error = new Problem('There is no x.', { place: { file: 'a.ts' }, remedy: 'Write one.' });
    expect(failedCheck('x', error)).toEqual({
      subject: 'x',
      level: 'problem',
      message: 'a.ts: There is no x.',
      remedy: 'Write one.',
    });
    expect(failedCheck('x', new Problem('No.'))).toEqual({
      subject: 'x',
      level: 'problem',
      message: 'No.',
      remedy: 'Correct it in the scenario.',
    });
  });

  it('throws an error that is not a Problem', () => {
    expect(() => failedCheck('x', new TypeError('x is not a function'))).toThrow(TypeError);
  });
});
