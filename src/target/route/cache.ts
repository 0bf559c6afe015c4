import type { Query } from '../../dataset/query/query.ts';
import type { Call, Reply, Target } from '../contract/target.ts';
import { askBranch, subRequestOf, type Branch, routed } from './branch.ts';

type Hit = Pick<Reply, 'answer' | 'stopReason' | 'finish' | 'empty' | 'unread'>;

const CAPACITY = 64 * 1024 * 1024;

/**
 * Answers a repeated query from memory, and calls its part otherwise.
 *
 * Queries are equal if everything that a part could send of them is, including the tenant: no
 * tenant gets an answer to another's query. The memory belongs to this process and starts empty, so
 * its latency is that of a lookup without a network. Two equal queries at the same moment are both
 * sent. It holds 64 Mi characters of queries and answers, and then removes the oldest.
 */
export function createCache(part: Branch, capacity = CAPACITY): Target['ask'] {
  const known = new Map<string, Hit>();
  let size = 0;
  const forget = (key: string): void => {
    const hit = known.get(key);
    if (hit === undefined) return;
    size -= key.length + hit.answer.length;
    known.delete(key);
  };
  const keep = (key: string, hit: Hit): void => {
    forget(key);
    known.set(key, hit);
    size += key.length + hit.answer.length;
    for (const oldest of known.keys()) {
      if (size <= capacity) return;
      forget(oldest);
    }
  };
  return async (query, call) => {
    const key = keyOf(query);
    const hit = known.get(key);
    if (hit !== undefined) return answerFrom(hit, call);
    const reply = await askBranch(part, query, call);
    if (reply.outcome === 'ok') keep(key, hitOf(reply));
    return routed(part, reply, reply, [subRequestOf(part, reply)]);
  };
}

function hitOf({ answer, stopReason, finish, empty, unread }: Reply): Hit {
  return {
    answer,
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(finish === undefined ? {} : { finish }),
    ...(empty === undefined ? {} : { empty }),
    ...(unread === undefined ? {} : { unread }),
  };
}

/**
 * Returns the cache key: the row's id and tags do not count; anything else may be in a part's
 * request.
 */
function keyOf({ id: _id, tags: _tags, at: _at, row, ...rest }: Query): string {
  const { id: _rowId, ...columns } = row;
  return JSON.stringify({ ...rest, columns });
}

async function answerFrom(hit: Hit, call: Call): Promise<Reply> {
  const { clock, signal } = call;
  await call.gate?.();
  const now = clock.now();
  const common = { end: now, readsShared: 0, chunkGaps: [], route: 'cache', legs: [] };
  if (signal.aborted) {
    const stopped = { outcome: 'interrupted', stamps: {}, chunks: 0, answer: '' } as const;
    return { ...common, ...stopped, tokens: { source: 'unknown' } };
  }
  const [sent, firstByte, firstEvent, firstToken] = [now, now, now, now];
  return {
    ...common,
    outcome: 'ok',
    stamps: { sent, firstByte, firstEvent, firstToken, firstVisible: now, lastToken: now },
    chunks: 1,
    ...hit,
    // No model read or wrote a token for it.
    tokens: { input: 0, output: 0, source: 'counted' },
  };
}
