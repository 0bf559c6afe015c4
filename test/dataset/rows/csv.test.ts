import { describe, expect, it } from 'vitest';
import { asked, reading } from '../reading.ts';

describe('lines of a CSV', () => {
  it.each([
    ['LF, then CRLF', 'question,tenant\nWho?,north\r\nWhy?,south\r\n'],
    ['CRLF, then LF', 'question,tenant\r\nWho?,north\nWhy?,south\n'],
    ['CR, then CRLF and LF', 'question,tenant\rWho?,north\r\nWhy?,south\n'],
    ['LF, then CR', 'question,tenant\nWho?,north\rWhy?,south'],
    ['CR CR LF', 'question,tenant\r\r\nWho?,north\r\r\nWhy?,south\r\r\n'],
    ['LF, then CRLF after a quoted cell', 'question,tenant\n"Who?","north"\r\n"Why?","south"\r\n'],
  ])('the lines of a CSV end with %s', async (_, text) => {
    const { queries } = await reading('lines.csv', text);
    expect(queries.map(({ messages, tenant }) => [messages[0]?.text, tenant])).toEqual([
      ['Who?', 'north'],
      ['Why?', 'south'],
    ]);
  });

  it('the lines of a CSV of one column end with any of them too', async () => {
    const dataset = await reading('one.csv', 'question\r\nWho?\nWhy?\nHow?\r\n');
    expect(dataset.queries.map(({ messages }) => messages[0]?.text)).toEqual([
      'Who?',
      'Why?',
      'How?',
    ]);
  });

  it('the lines of a CSV do not end inside quotes, and are still counted', async () => {
    const { queries } = await reading('in.csv', 'question,id\r\n"a\nb\r\nc\rd",\n"e",\r\n');
    expect(queries.map(({ messages }) => messages[0]?.text)).toEqual(['a\nb\r\nc\rd', 'e']);
    await expect(reading('n.csv', 'question,id\r\n"a\nb",1\nc\r\n')).rejects.toThrow(/^n\.csv:4: /);
  });
});

describe('cells of a CSV', () => {
  it.each([
    ['semi.csv', 'question;reference\n"Who; and why, please?";Me, of course.\n'],
    ['tabs.csv', 'question\treference\n"Who; and why, please?"\tMe, of course.\n'],
    ['tabs.tsv', 'question\treference\nWho; and why, please?\tMe, of course.\n'],
    ['told.csv', 'sep=;\r\nquestion;reference\r\n"Who; and why, please?";Me, of course.\r\n'],
    ['comma.csv', 'question,reference\n"Who; and why, please?","Me, of course."\n'],
  ])('the cells of %s are separated as its first line is', async (name, text) => {
    const dataset = await reading(name, text);
    expect(asked(dataset)).toEqual([['Who; and why, please?', 'Me, of course.']]);
  });

  it('the separator of a CSV is noted where it is not the comma', async () => {
    const { notes } = await reading('semi.csv', 'question;id\nWho?;1\n');
    expect(notes).toEqual([
      { level: 'ok', message: 'Cells are divided by semicolons, as in the first line.' },
    ]);
    expect((await reading('comma.csv', 'question,id\nWho?,1\n')).notes).toEqual([]);
  });

  it('the cells of a CSV contain semicolons where the header has commas, or only inside quotes', async () => {
    const text = 'question,"notes; private"\nWho; me?,x;y\n';
    expect(asked(await reading('c.csv', text))).toEqual([['Who; me?', undefined]]);
  });
});
