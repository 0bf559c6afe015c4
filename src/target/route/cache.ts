import type { Query } from '../../dataset/query/query.ts';
import type { Call, Reply, Target } from '../contract/target.ts';
import { askBranch, legOf, type Branch, routed } from './branch.ts';

type Hit = Pick<Reply, 'answer' | 'stopReason' | 'finish' | 'empty' | 'unread'>;

const LARGEST = 64 * 1024 * 1024;

/**
 * A Cache answers a query that was answered before from memory, and asks its part otherwise.
 *
 * Queries are the same when everything a part could send of them is, their tenant included: no
 * tenant is answered with what another asked. Its memory is this process's and starts empty, so its
 * latency is that of a lookup without a network. Of two that ask at the same moment both are asked.
 * It holds 64 Mi characters of queries and answers; beyond them the oldest make room.
 */
export function createCache(part: Branch, largest = LARGEST): Target['ask'] {
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
      if (size <= largest) return;
      forget(oldest);
    }
  };
  return async (query, call) => {
    const key = keyOf(query);
    const hit = known.get(key);
    if (hit !== undefined) return answerFrom(hit, call);
    const reply = await askBranch(part, query, call);
    if (reply.outcome === 'ok') keep(key, hitOf(reply));
    return routed(part, reply, reply, [legOf(part, reply)]);
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

/** What a row is called and tagged with decides nothing; all else may be in some part's request. */
function keyOf({ id: _id, tags: _tags, at: _at, row, ...asked }: Query): string {
  const { id: _rowId, ...columns } = row;
  return JSON.stringify({ ...asked, columns });
}

async function answerFrom(hit: Hit, call: Call): Promise<Reply> {
  const { clock, signal } = call;
  await call.gate?.();
  const now = clock.now();
  const whole = { end: now, readsShared: 0, chunkGaps: [], route: 'cache', legs: [] };
  if (signal.aborted) {
    const stopped = { outcome: 'interrupted', stamps: {}, chunks: 0, answer: '' } as const;
    return { ...whole, ...stopped, tokens: { source: 'unknown' } };
  }
  const [sent, firstByte, firstEvent, firstToken] = [now, now, now, now];
  return {
    ...whole,
    outcome: 'ok',
    stamps: { sent, firstByte, firstEvent, firstToken, firstVisible: now, lastToken: now },
    chunks: 1,
    ...hit,
    // No model read or wrote a token for it.
    tokens: { input: 0, output: 0, source: 'counted' },
  };
}
