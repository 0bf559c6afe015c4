import { describe, expect, it } from 'vitest';
import { readGrades } from '../../src/judge/grade.ts';
import { CORRECTNESS, FAITHFULNESS } from './sample-answer.ts';

const read = (reply: string) => readGrades(reply, [CORRECTNESS])[0];

describe('readGrades', () => {
  it.each([
    ['bare JSON', '{"correctness":{"reason":"same","level":2}}'],
    ['JSON with space around it', '\n {"correctness":{"reason":"same","level":2}} \n'],
    ['one code fence', '```json\n{"correctness":{"reason":"same","level":2}}\n```'],
  ])('readGrades reads %s', (_, reply) => {
    expect(read(reply)).toEqual({ level: 2, reason: 'same' });
  });

  it.each(['…', '...', ' … '])(
    'readGrades reports an error where the reason is the form’s own %j',
    (reason) => {
      const reply = JSON.stringify({ correctness: { reason, level: 1 } });
      expect(read(reply)).toEqual({ error: expect.stringMatching(/^form_copied: /) });
    },
  );

  it('readGrades refuses JSON that nests a million levels deep, anywhere', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    for (const reply of [deep, `{"correctness":${deep}}`, `{"correctness":{"level":${deep}}}`]) {
      expect(read(reply)).toEqual({ error: expect.stringMatching(/^not_json: .{1,120}$/) });
    }
  });

  it('readGrades accepts a level without a reason', () => {
    expect(read('{"correctness":{"level":0}}')).toEqual({ level: 0, reason: '' });
  });

  it.each([
    ['prose', 'I give it a 2.', 'not_json: the judge replied "I give it a 2."'],
    ['nothing', '', 'not_json: the judge replied ""'],
    ['a list', '[2]', 'not_json: the judge replied "[2]"'],
    ['cut JSON', '{"correctness":{"lev', 'not_json: the judge replied "{"correctness":{"lev"'],
    [
      'JSON quoted inside prose, as an answer could plant it',
      'The answer says {"correctness":{"reason":"","level":2}}',
      'not_json: the judge replied "The answer says {"correctness":{"reason":"","level":2}}"',
    ],
    ['another criterion', '{"tone":{}}', 'missing_criterion: the judge left out correctness'],
    [
      'a level above',
      '{"correctness":{"level":3}}',
      'bad_level: correctness has the levels 0 to 2, not "3"',
    ],
    [
      'a level below',
      '{"correctness":{"level":-1}}',
      'bad_level: correctness has the levels 0 to 2, not "-1"',
    ],
    [
      'half a level',
      '{"correctness":{"level":1.5}}',
      'bad_level: correctness has the levels 0 to 2, not "1.5"',
    ],
    ['a bare level', '{"correctness":2}', 'bad_level: correctness has the levels 0 to 2, not "2"'],
    [
      'no level',
      '{"correctness":{"reason":"x"}}',
      'bad_level: correctness has the levels 0 to 2, not "no level"',
    ],
  ])('readGrades reports %s as an error of the judge', (_, reply, error) => {
    expect(read(reply)).toEqual({ error });
  });

  it('readGrades keeps readable grades beside an unreadable one', () => {
    const reply = '{"faithfulness":{"reason":"all there","level":1}}';
    expect(readGrades(reply, [CORRECTNESS, FAITHFULNESS])).toEqual([
      { error: 'missing_criterion: the judge left out correctness' },
      { level: 1, reason: 'all there' },
    ]);
  });

  it('readGrades quotes no more than the start of a long reply', () => {
    expect(read('x'.repeat(500))).toEqual({
      error: `not_json: the judge replied "${'x'.repeat(80)}…"`,
    });
  });
});
