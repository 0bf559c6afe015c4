import type { Query } from '../../dataset/query/query.ts';
import type { SubRequest, Streamed } from '../../sample/sample.ts';
import { createCancellation } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call, Reply, Target } from '../contract/target.ts';
import { hasBegun } from '../decode/begun.ts';
import { identityOf } from '../decode/server-identity.ts';

/** A Branch is a target that a route may ask, under a time limit of its own. */
export interface Branch {
  readonly name: string;
  readonly timeout: Milliseconds;
  readonly ask: Target['ask'];
}

/** Asks a part; its time limit runs from when the call's gate lets the request out. */
export async function askBranch(part: Branch, query: Query, call: Call): Promise<Reply> {
  const { clock, metadata, gate, resend } = call;
  const cancellation = createCancellation(call.signal);
  let answered: (() => void) | undefined;
  try {
    return await part.ask(query, {
      clock,
      metadata,
      signal: cancellation.signal,
      ...(resend === undefined ? {} : { resend }),
      gate: async () => {
        await gate?.();
        answered = clock.timer(clock.now() + part.timeout, () => cancellation.abort('timeout'));
      },
    });
  } finally {
    answered?.();
    cancellation.release();
  }
}

/** The request that a reply came of. */
export function legOf({ name }: Branch, reply: Reply): SubRequest {
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
 * A part's reply as the route's own. The route was sent, and connected, when its first request was;
 * all later stamps are the answer's.
 */
export function routed(
  part: Branch,
  reply: Reply,
  first: Reply,
  legs: readonly SubRequest[],
): Reply {
  const { sent, connected } = first.stamps;
  const { sent: _sent, connected: _connected, ...stamps } = reply.stamps;
  // Its legs tell of their own reconnections.
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
 * A reply that nobody saw before it was whole, because only then it was known to be the one: all of
 * its content came at its end, in one piece.
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
    ...(streamed === undefined ? {} : { streamed: atOnce(streamed) }),
  };
}

function atOnce({ first, later }: Streamed): Streamed {
  return { first: first + later, later: 0 };
}
