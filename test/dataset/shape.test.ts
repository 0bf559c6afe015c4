import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { reading } from './reading.ts';

/** The compared fields of each query. */
async function queriesOf(name: string, rows: unknown, more = {}) {
  const text = name.endsWith('.json') ? JSON.stringify(rows, null, 2) : lines(rows);
  const { queries } = await reading(name, text, more);
  return queries.map(({ id, system, messages, reference, context, session, turn, maxTokens }) => ({
    id,
    system,
    said: messages.map(({ role, text: words }) => `${role}: ${words}`),
    reference,
    context,
    session,
    turn,
    maxTokens,
  }));
}

function lines(rows: unknown): string {
  return (Array.isArray(rows) ? rows : [rows]).map((row) => JSON.stringify(row)).join('\n');
}

const TALK = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Is it wet?' },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: [{ type: 'text', text: 'How wet?' }] },
  { role: 'assistant', content: 'Very.' },
];
const SHARED = [
  { from: 'system', value: 'Be kind.' },
  { from: 'human', value: 'Is it wet?' },
  { from: 'gpt', value: 'Yes.' },
  { from: 'human', value: 'How wet?' },
  { from: 'gpt', value: 'Very.' },
];
const READ = {
  system: 'Be kind.',
  said: ['user: Is it wet?', 'assistant: Yes.', 'user: How wet?'],
  reference: 'Very.',
};

describe('rows of a known layout', () => {
  it.each([
    ['messages of OpenAI', { messages: TALK }],
    ['conversations of ShareGPT', { id: 'x', conversations: SHARED }],
    [
      'a developer in place of the system',
      { messages: [{ ...TALK[0], role: 'developer' }, ...TALK.slice(1)] },
    ],
    ['a prompt of messages', { prompt: TALK.slice(0, 4), completion: TALK.slice(4) }],
    [
      'user_input of Ragas',
      {
        user_input: TALK.map(({ role, content }) => ({
          type: role === 'user' ? 'human' : role === 'assistant' ? 'ai' : role,
          content,
        })),
      },
    ],
  ])(
    'rows of a known layout are %s: the last user turn is the question, the answer after it the reference',
    async (_, row) => {
      expect(await queriesOf('talk.jsonl', row)).toMatchObject([READ]);
      expect(await queriesOf('talk.json', [row])).toMatchObject([READ]);
    },
  );

  it('rows of a known layout are messages in Parquet, whose empty members are absent', async () => {
    const messages = TALK.map(({ role, content }) => ({
      role,
      content: typeof content === 'string' ? content : 'How wet?',
      tool_calls: null,
    }));
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 'messages', data: [messages], type: 'JSON' }],
    });
    const { queries } = await reading('talk.parquet', new Uint8Array(bytes));
    expect(queries[0]).toMatchObject({ system: 'Be kind.', reference: 'Very.' });
    expect(queries[0]?.messages).toHaveLength(3);
  });

  it('rows of a known layout are lines of an OpenAI batch', async () => {
    const body = { model: 'm', max_tokens: 77, messages: TALK.slice(0, 2) };
    const row = { custom_id: 'r-1', method: 'POST', url: '/v1/chat/completions', body };
    expect(await queriesOf('batch.jsonl', row)).toMatchObject([
      { id: 'r-1', system: 'Be kind.', said: ['user: Is it wet?'], maxTokens: 77 },
    ]);
    const response = {
      custom_id: 'r-2',
      body: { input: 'Is it?', instructions: 'Be.', max_output_tokens: 9 },
    };
    expect(await queriesOf('batch.jsonl', response)).toMatchObject([
      { id: 'r-2', system: 'Be.', said: ['user: Is it?'], maxTokens: 9 },
    ]);
  });

  it('rows of a known layout are turns of MT-Bench, one conversation a row', async () => {
    const row = { question_id: 81, category: 'c', turns: ['One?', 'Two?'], reference: ['1', '2'] };
    const sessions = { sessions: { history: 'answered', thinkTime: { spread: 'none', mean: 0 } } };
    expect(await queriesOf('mt.jsonl', row, sessions)).toMatchObject([
      { id: '81-1', said: ['user: One?'], reference: '1', session: '81', turn: 1 },
      { id: '81-2', said: ['user: Two?'], reference: '2', session: '81', turn: 2 },
    ]);
    await expect(queriesOf('mt.jsonl', row)).rejects.toThrow(
      'mt.jsonl:1: The row is a conversation of 2 turns, each of which follows an answer. Give the dataset sessions: {}',
    );
    const hub = { prompt_id: 5, prompt: ['One?'], reference: [] };
    expect(await queriesOf('mt.jsonl', hub)).toMatchObject([{ id: '5', said: ['user: One?'] }]);
  });

  it('rows of a known layout are Alpaca, with and without an input', async () => {
    const rows = [
      { instruction: 'Name it.', input: '', output: 'Tom.' },
      { instruction: 'Add.', input: '1, 2', output: '3' },
      { instruction: 'More.', input: '', output: 'x', history: [['Hi', 'Ho']] },
    ];
    expect(await queriesOf('alpaca.json', rows)).toMatchObject([
      { said: ['user: Name it.'], reference: 'Tom.' },
      { said: ['user: Add.\n\n1, 2'], reference: '3' },
      { said: ['user: Hi', 'assistant: Ho', 'user: More.'], reference: 'x' },
    ]);
  });

  it('rows of a known layout are SQuAD, flat or as the original file', async () => {
    const flat = [
      {
        id: 'a',
        context: 'P',
        question: 'Who?',
        answers: { text: ['Me', 'I'], answer_start: [1, 2] },
      },
      { id: 'b', context: 'P', question: 'Why?', answers: { text: [], answer_start: [] } },
    ];
    const read = [
      { id: 'a', said: ['user: Who?'], reference: 'Me', context: ['P'] },
      { id: 'b', said: ['user: Why?'], reference: undefined, context: ['P'] },
    ];
    expect(await queriesOf('squad.jsonl', flat)).toMatchObject(read);
    const qas = [
      { id: 'a', question: 'Who?', answers: [{ text: 'Me', answer_start: 1 }] },
      { id: 'b', question: 'Why?', answers: [], is_impossible: true },
    ];
    const file = { version: '2', data: [{ title: 'T', paragraphs: [{ context: 'P', qas }] }] };
    expect(await queriesOf('squad.json', file)).toMatchObject(read);
    const { queries } = await reading('squad.json', JSON.stringify(file));
    expect(queries.map(({ answerable }) => answerable)).toEqual([undefined, false]);
  });

  it('rows of a known layout are Ragas, in JSON and as Python wrote it into a CSV', async () => {
    const row = {
      user_input: 'Who?',
      retrieved_contexts: ['a', 'b'],
      response: 'It.',
      reference: 'Me.',
    };
    const read = [{ said: ['user: Who?'], context: ['a', 'b'], reference: 'Me.' }];
    expect(await queriesOf('ragas.jsonl', row)).toMatchObject(read);
    const csv = `user_input,retrieved_contexts,response,reference\nWho?,"['a', 'b']",It.,Me.\n`;
    const { queries } = await reading('ragas.csv', csv);
    expect(queries).toMatchObject([{ context: ['a', 'b'], reference: 'Me.' }]);
    const old = { question: 'Who?', contexts: ['a', 'b'], answer: 'It.', ground_truth: 'Me.' };
    expect(await queriesOf('ragas.jsonl', old)).toMatchObject(read);
  });

  it('rows of a known layout are noted with how they were read', async () => {
    const { notes } = await reading('a.jsonl', lines([{ instruction: 'Do.', output: 'Done.' }]));
    expect(notes).toEqual([
      {
        level: 'ok',
        message:
          'Rows are read as Alpaca: instruction and input are the question, output is the reference.',
      },
    ]);
  });

  it('rows of a known layout keep reserved columns of the file and of `columns`', async () => {
    const row = { question: 'Mine?', instruction: 'Not me.', output: 'Nor me.' };
    expect(await queriesOf('a.jsonl', row)).toMatchObject([
      { said: ['user: Mine?'], reference: undefined },
    ]);
    const columns = { question: 'user_input', reference: 'response' };
    const ragas = { user_input: 'Who?', reference: 'Me.', response: 'It.' };
    expect(await queriesOf('r.jsonl', ragas, { columns })).toMatchObject([{ reference: 'It.' }]);
  });
});

describe('message that is not text', () => {
  const ask = (...messages: unknown[]) => queriesOf('m.jsonl', { messages });
  const user = { role: 'user', content: 'Hi' };

  it.each([
    [
      'an image',
      [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }],
      'holds image_url',
    ],
    ['a document', [{ role: 'user', content: [{ document: { name: 'd' } }] }], 'holds document'],
    ['a tool', [user, { role: 'tool', content: '3' }, user], 'has the role "tool"'],
    [
      'a call',
      [user, { role: 'assistant', content: null, tool_calls: [{ id: 'c' }] }],
      'holds tool_calls',
    ],
  ])('a message that is not text is an error that names %s', async (_, messages, what) => {
    await expect(ask(...messages)).rejects.toThrow(
      `m.jsonl:1: A message ${what}, and only text can be asked again.`,
    );
  });

  it.each([
    [
      [user, { role: 'system', content: 'Late.' }, user],
      /A system message in "messages" comes after/,
    ],
    [
      [user, { role: 'assistant', content: 'A' }, { role: 'assistant', content: 'B' }],
      /talks twice/,
    ],
    [[{ role: 'assistant', content: 'A' }], /is from the user, so there is no question/],
  ])('messages in an order that cannot be sent are an error: %j', async (messages, what) => {
    await expect(ask(...messages)).rejects.toThrow(what);
  });

  it('a batch request that begins the answer is an error, and its beginning no reference', async () => {
    const body = { messages: [user, { role: 'assistant', content: '{' }] };
    await expect(queriesOf('b.jsonl', { custom_id: '1', body })).rejects.toThrow(
      /does not end with the user/,
    );
  });

  it('a row with two references or two system prompts is an error', async () => {
    const messages = [user, { role: 'assistant', content: 'A' }];
    await expect(queriesOf('r.jsonl', { messages, reference: 'B' })).rejects.toThrow(
      /two references/,
    );
    expect(await queriesOf('r.jsonl', { messages, reference: 'A' })).toHaveLength(1);
    await expect(
      queriesOf('s.jsonl', { messages: [TALK[0], user], system: 'Be rude.' }),
    ).rejects.toThrow(/two system prompts/);
  });
});

describe('column path', () => {
  const row = {
    body: { messages: [{ content: 'No.' }, { content: 'Who?' }] },
    answers: { text: ['Me.'] },
    'a.b': 'dotted',
    input: [{ speaker: 'user', text: 'Hm?' }],
  };

  it('a column path finds members of lists and objects, and prefers a column of that name', async () => {
    const columns = {
      question: 'body.messages.1.content',
      reference: 'answers.text.0',
      tenant: 'a.b',
    };
    const { queries } = await reading('p.jsonl', lines(row), { columns });
    expect(queries).toMatchObject([{ question: 'Who?', reference: 'Me.', tenant: 'dotted' }]);
    const csv = `question,answers\nWho?,"{'text': ['Me.']}"\n`;
    const read = await reading('p.csv', csv, { columns: { reference: 'answers.text.0' } });
    expect(read.queries).toMatchObject([{ reference: 'Me.' }]);
    expect(await queriesOf('p.jsonl', row, { columns: { messages: 'input' } })).toMatchObject([
      { said: ['user: Hm?'] },
    ]);
  });

  it('a column path finds nothing beyond the end of a list, and refuses an unknown name', async () => {
    const columns = { question: 'body.messages.0.content', reference: 'answers.text.5' };
    const { queries } = await reading('p.jsonl', lines(row), { columns });
    expect(queries[0]?.reference).toBeUndefined();
    await expect(
      reading('p.jsonl', lines(row), { columns: { question: 'body.message.0' } }),
    ).rejects.toThrow(
      'p.jsonl:1: There is no column "body.message.0", which dataset.columns gives for "question": "body" is an object of messages, without "message".',
    );
  });
});
