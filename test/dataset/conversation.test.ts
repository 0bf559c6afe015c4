import { describe, expect, it } from 'vitest';
import { conversations, historyAfter } from '../../src/dataset/conversation.ts';
import type { Query } from '../../src/dataset/query/query.ts';
import type { SessionSettings } from '../../src/scenario/dataset/dataset-schema.ts';

const ANSWERED: SessionSettings = {
  thinkTime: { spread: 'none', mean: 0 },
  history: 'answered',
};

function query(id: string, session?: string, turn?: number, reference?: string): Query {
  return {
    id,
    messages: [{ role: 'user', text: `${id}?` }],
    maxTokens: 10,
    context: [],
    tags: {},
    row: {},
    ...(session === undefined ? {} : { session }),
    ...(turn === undefined ? {} : { turn }),
    ...(reference === undefined ? {} : { reference }),
  };
}

function ids(queries: readonly Query[], sessions: SessionSettings | undefined = ANSWERED) {
  return conversations(queries, {
    file: 'q.jsonl',
    ...(sessions === undefined ? {} : { sessions }),
  }).map((turns) => turns.map(({ id }) => id));
}

describe('conversations of a dataset', () => {
  it('the conversations of a dataset are its sessions, ordered by turn and by first row', () => {
    const rows = [query('b2', 'b', 2), query('a1', 'a', 1), query('b1', 'b', 1), query('c')];
    expect(ids(rows)).toEqual([['b1', 'b2'], ['a1'], ['c']]);
  });

  it('the conversations of a dataset keep row order where rows have no turns', () => {
    expect(ids([query('x', 'a'), query('y', 'b'), query('z', 'a')])).toEqual([['x', 'z'], ['y']]);
  });

  it('the conversations of a dataset are its rows, one by one, where it has no sessions', () => {
    const rows = [query('a2', 'a', 2), query('a1', 'a', 1)];
    const alone = conversations(rows, { file: 'q.jsonl' });
    expect(alone).toEqual(rows.map((row) => [row]));
  });

  it.each([
    [[query('x', 'a', 1), query('y', 'a')], 'rows with a turn and rows without'],
    [[query('x', 'a', 1), query('y', 'a', 1)], 'has turn 1 twice: "x" and "y"'],
  ])(
    'the conversations of a dataset are refused where their order is ambiguous: %#',
    (rows, complaint) => {
      expect(() => ids(rows)).toThrow(complaint);
      expect(() => ids(rows)).toThrow('q.jsonl: Session "a"');
    },
  );

  it('the conversations of a dataset can be replayed only with the references of all turns but the last', () => {
    const replayed: SessionSettings = { ...ANSWERED, history: 'replayed' };
    const good = [query('x', 'a', 1, 'Yes.'), query('y', 'a', 2)];
    expect(ids(good, replayed)).toEqual([['x', 'y']]);
    expect(() => ids([query('x', 'a', 1), query('y', 'a', 2)], replayed)).toThrow(
      '"x" has no reference to replay',
    );
  });
});

describe('history after a turn', () => {
  it('the history after a turn is all messages before, the question and the answer', () => {
    expect(historyAfter(query('q'), 'So.')).toEqual([
      { role: 'user', text: 'q?' },
      { role: 'assistant', text: 'So.' },
    ]);
  });
});
