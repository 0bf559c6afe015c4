import type { Query } from '../../dataset/query/query.ts';
import type { SubRequest, Streamed } from '../../sample/sample.ts';
import { createCancellation } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call, Reply, Target } from '../contract/target.ts';
import { hasBegun } from '../decode/begun.ts';
import { identityOf } from '../decode/server-identity.ts';

/** A target that a route may call, with its own time limit. */
export interface Branch {
  readonly name: string;
  readonly timeout: Milliseconds;
  readonly ask: Target['ask'];
}

/** Calls a part; its time limit starts when the call's gate lets the request out. */
export async function askBranch(part: Branch, query: Query, call: Call): Promise<Reply> {
  const { clock, metadata, gate, resend } = call;
  const cancellation = createCancellation(call.signal);
  let cancelTimer: (() => void) | undefined;
  try {
    return await part.ask(query, {
      clock,
      metadata,
      signal: cancellation.signal,
      ...(resend === undefined ? {} : { resend }),
      gate: async () => {
        await gate?.();
        cancelTimer = clock.timer(clock.now() + part.timeout, () => cancellation.abort('timeout'));
      },
    });
  } finally {
    cancelTimer?.();
    cancellation.release();
  }
}

/** Returns the request that a reply belongs to. */
export function subRequestOf({ name }: Branch, reply: Reply): SubRequest {
  const { stamps, end, outcome, tokens, reconnections, legs } = reply;
  return {
    part: name,
    ...(stamps.sent === undefined ? {} : { sent: stamps.sent }),
    end,
    outcome,
    ...(hasBegun(reply) ? { begun: true } : {}),
    tokens,
    ...(reconnections === undefined ? {} : { reconnections }),
    ...(legs === undefined ? {} : { legs }),
  };
}

/**
 * Returns a part's reply as the route's own. The route was sent, and connected, when its first
 * request was; all later timestamps are the answer's.
 */
export function routed(
  part: Branch,
  reply: Reply,
  first: Reply,
  legs: readonly SubRequest[],
): Reply {
  const { sent, connected } = first.stamps;
  const { sent: _sent, connected: _connected, ...stamps } = reply.stamps;
  // The sub-requests report their own reconnections.
  const { server, route, reconnections: _, ...answer } = reply;
  return {
    route: route === undefined ? part.name : `${part.name}.${route}`,
    ...answer,
    ...(legs.length === 1 && server !== undefined ? { server } : identityOf(reply)),
    stamps: {
      ...(sent === undefined ? {} : { sent }),
      ...(connected === undefined ? {} : { connected }),
      ...stamps,
    },
    legs,
  };
}

/**
 * Returns a reply with all of its content at its end, in one piece: it was held back until
 * complete, because only then it was known to be the answer.
 */
export function withoutStreamTimes(reply: Reply): Reply {
  const { firstToken, firstVisible, lastToken: _, ...stamps } = reply.stamps;
  if (firstToken === undefined) return reply;
  const { seen: _seen, streamed, ...held } = reply;
  const { end } = reply;
  return {
    ...held,
    stamps: {
      ...stamps,
      firstToken: end,
      ...(firstVisible === undefined ? {} : { firstVisible: end, lastToken: end }),
    },
    chunks: 1,
    readsShared: 0,
    chunkGaps: [],
    ...(streamed === undefined ? {} : { streamed: inOneRead(streamed) }),
  };
}

function inOneRead({ first, later }: Streamed): Streamed {
  return { first: first + later, later: 0 };
}
