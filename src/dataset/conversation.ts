import { type Place, Problem } from '../problem/problem.ts';
import type { DatasetSource } from '../scenario/dataset/dataset-schema.ts';
import type { Message, Query } from './query/query.ts';

/** The queries of one session in turn order; at least one. */
export type Conversation = readonly Query[];

/**
 * Groups queries into conversations, in order of first appearance. Orders turns by `turn`, or by
 * row where no row of the session has one. A row without a session is a conversation of its own,
 * and so is every row where the dataset has no `sessions`.
 *
 * Throws a Problem for a session with ambiguous order, and for a replayed session that lacks the
 * reference of a turn that another follows.
 */
export function conversations(
  queries: readonly Query[],
  { file, sessions }: Pick<DatasetSource, 'file' | 'sessions'>,
): readonly Conversation[] {
  if (sessions === undefined) return queries.map((query) => [query]);
  const bySession = new Map<string | Query, Query[]>();
  for (const query of queries) {
    const session = query.session ?? query;
    const turns = bySession.get(session) ?? [];
    turns.push(query);
    bySession.set(session, turns);
  }
  const found = [...bySession.values()].map((turns) => inOrder(turns, { file }));
  if (sessions.history === 'replayed') found.forEach((turns) => checkReferences(turns, { file }));
  return found;
}

/** Returns the messages before the next turn: those of the query, and its answer. */
export function historyAfter(query: Query, answer: string): readonly Message[] {
  return [...query.messages, { role: 'assistant', text: answer }];
}

function inOrder(turns: readonly Query[], place: Place): Conversation {
  const numbered = turns.filter(({ turn }) => turn !== undefined);
  const [first] = turns;
  if (numbered.length === 0 || first === undefined) return turns;
  const session = first.session ?? first.id;
  if (numbered.length < turns.length) {
    throw new Problem(`Session "${session}" has rows with a turn and rows without.`, {
      place,
      remedy: 'Number all of its rows, or none to keep them as they stand.',
    });
  }
  const sorted = turns.toSorted((one, other) => (one.turn ?? 0) - (other.turn ?? 0));
  for (const [index, { id, turn }] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next === undefined || next.turn !== turn) continue;
    throw new Problem(`Session "${session}" has turn ${turn} twice: "${id}" and "${next.id}".`, {
      place,
      remedy: 'Give each of its rows a turn of its own.',
    });
  }
  return sorted;
}

function checkReferences(turns: Conversation, place: Place): void {
  const unreferenced = turns.slice(0, -1).find(({ reference }) => reference === undefined);
  if (unreferenced === undefined) return;
  throw new Problem(`"${unreferenced.id}" has no reference to replay to the turns after it.`, {
    place,
    remedy: 'Add references, or let sessions.history be "answered".',
  });
}
