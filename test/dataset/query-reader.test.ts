import { describe, expect, it } from 'vitest';
import { createQueryReader, renamed } from '../../src/dataset/query-reader.ts';

const row = (fields: Record<string, unknown>) => ({ place: { file: 'q.jsonl', line: 7 }, fields });
const readQuery = createQueryReader({ user: '{{ question }}', maxTokens: 200 });
const read = (fields: Record<string, unknown>) => readQuery(row(fields));

describe('query reader', () => {
  it.each([
    [{ question: 'Why?' }, [{ role: 'user', text: 'Why?' }]],
    [{ prompt: 'Why?' }, [{ role: 'user', text: 'Why?' }]],
    [{ messages: [{ role: 'user', content: 'Why?' }] }, [{ role: 'user', text: 'Why?' }]],
    [
      {
        messages: '[{"role":"user","text":"Hi"},{"role":"assistant","text":"Yes?"}]',
        question: 'Why?',
      },
      [
        { role: 'user', text: 'Hi' },
        { role: 'assistant', text: 'Yes?' },
        { role: 'user', text: 'Why?' },
      ],
    ],
  ])('a query reader finds the question in %j', (fields, messages) => {
    expect(read(fields).messages).toEqual(messages);
  });

  it.each([
    ['one passage', ['one passage']],
    [
      ['one', 'two'],
      ['one', 'two'],
    ],
    [[{ text: 'one', source: 'manual' }], ['one']],
    ['["one", "two"]', ['one', 'two']],
    ['[1] one passage', ['[1] one passage']],
    ['', []],
    [undefined, []],
  ])('a query reader reads the context %j as passages', (context, passages) => {
    expect(read({ question: 'Why?', context }).context).toEqual(passages);
  });

  it('a query reader reads every reserved column', () => {
    expect(
      read({
        id: 12,
        question: 'Why?',
        system: 'Be brief.',
        reference: 'So.',
        tenant: 'acme',
        session: 's1',
        turn: '2',
        at: '1500.5',
        maxTokens: '60',
        answerable: 'False',
        tags: { topic: 'delivery', rank: 1 },
      }),
    ).toMatchObject({
      id: '12',
      system: 'Be brief.',
      reference: 'So.',
      tenant: 'acme',
      session: 's1',
      turn: 2,
      at: 1500.5,
      maxTokens: 60,
      answerable: false,
      tags: { topic: 'delivery', rank: '1' },
    });
  });

  it('a query reader passes all columns to the templates, the file’s own too', () => {
    const reader = createQueryReader({
      system: 'You work for {{ company.name }}.',
      user: '{{ context | join: " " }} {{ question }} ({{ id }})',
      maxTokens: 10,
      temperature: 0,
    });
    const query = reader(
      row({ prompt: 'Why?', context: [{ text: 'Because.' }], company: { name: 'Acme' } }),
    );
    expect(query).toMatchObject({
      system: 'You work for Acme.',
      messages: [{ text: 'Because. Why? (row-7)' }],
      temperature: 0,
      row: { id: 'row-7', question: 'Why?', context: ['Because.'], company: { name: 'Acme' } },
    });
  });

  it.each([
    [{ maxTokens: 'many' }, 'The column "maxTokens" holds "many", not a number of at least 0.'],
    [{ maxTokens: 0 }, 'The column "maxTokens" holds 0, not a whole number of at least 1.'],
    [{ turn: 1.5 }, 'The column "turn" holds 1.5, not a whole number of at least 0.'],
    [{ at: -1 }, 'The column "at" holds -1, not a number of at least 0.'],
    [{ answerable: 'perhaps' }, 'The column "answerable" holds "perhaps", not true or false.'],
    [{ reference: ['a'] }, 'The column "reference" holds ["a"], not a text.'],
    [{ context: [1] }, 'The column "context" holds [1], not a text, or a list of texts.'],
    [
      { tags: 'topic' },
      'The column "tags" holds "topic", not an object of texts: {"topic": "delivery"}.',
    ],
    [
      { messages: [{ role: 'robot', text: 'Hi' }] },
      'A message has the role "robot", and only text can be asked again. Leave such rows out with skipBadRows.',
    ],
    [
      { messages: [{ role: 'user', text: 'Hi' }] },
      'The row asks twice: in "messages", which ends with the user, and beside it. Leave out the question, or the last message.',
    ],
    [
      { question: '', messages: [{ role: 'assistant', text: 'Hi' }] },
      'No message in "messages" is from the user, so there is no question. End with a message of the user, or add a question.',
    ],
    [
      { canary: 'KESTREL-7741' },
      'The row has a canary but no tenant, so no leak of it could be found. Add a tenant, or empty the canary.',
    ],
    [
      { canary: 'a-1', tenant: 'acme' },
      'The canary "a-1" is so short that honest answers may contain it. Use at least 6 letters and digits: KESTREL-7741.',
    ],
  ])('a query reader refuses %j', (fields, message) => {
    expect(() => read({ question: 'Why?', ...fields })).toThrow(
      expect.objectContaining({ name: 'Problem', message: `q.jsonl:7: ${message}` }),
    );
  });
});

describe('renamed row', () => {
  it('a renamed row is mapped first and renamed after, and keeps the old names', () => {
    const { fields } = renamed(row({ a: 'Why?', b: 'So.' }), {
      map: ({ a, ...rest }) => ({ ...rest, text: `${String(a)}!` }),
      columns: { question: 'text', reference: 'b' },
    });
    expect(fields).toEqual({ text: 'Why?!', b: 'So.', question: 'Why?!', reference: 'So.' });
  });

  it('a renamed row may swap two columns', () => {
    const { fields } = renamed(row({ a: 1, b: 2 }), { columns: { a: 'b', b: 'a' } });
    expect(fields).toEqual({ a: 2, b: 1 });
  });

  it('a renamed row refuses a name the row does not have', () => {
    expect(() => renamed(row({ a: 1 }), { columns: { question: 'text' } })).toThrow(
      'q.jsonl:7: There is no column "text", which dataset.columns gives for "question". The columns are a.',
    );
  });

  it('a renamed row is reported when its map fails', () => {
    const map = () => {
      throw new TypeError('row.a is undefined');
    };
    expect(() => renamed(row({}), { map, columns: {} })).toThrow(
      'q.jsonl:7: dataset.map failed on this row: TypeError: row.a is undefined.',
    );
  });
});
