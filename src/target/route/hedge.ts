import { createCancellation } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askBranch, withoutStreamTimes, subRequestOf, type Branch, routed } from './branch.ts';

interface HedgeOptions {
  /** Delay after the first request was sent, milliseconds. */
  readonly after: Milliseconds;
  /** Whether the slower request is cancelled instead of finishing and being counted. */
  readonly cancel: boolean;
}

/**
 * Sends a second request if the first brought no complete answer in time, and takes the first
 * complete answer (Dean and Barroso, "The Tail at Scale", 2013, "hedged requests").
 *
 * Nothing is shown before an answer is complete, because until then it is unknown which one it will
 * be.
 */
export function createHedge(
  parts: readonly Branch[],
  { after, cancel }: HedgeOptions,
): Target['ask'] {
  const [first, second = first] = parts;
  if (first === undefined || second === undefined) throw new Error('a hedge has no part');

  return async (query, call) => {
    const { clock, gate, ...rest } = call;
    const settled = new AbortController();
    const cancellation = cancel
      ? createCancellation(call.signal, settled.signal)
      : createCancellation(call.signal);
    const { signal } = cancellation;
    const requests: { readonly part: Branch; readonly reply: Promise<Reply> }[] = [];
    let markSent: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => {
      markSent = resolve;
    });
    const ask = (part: Branch, more: { gate?: () => Promise<void> }): Promise<Reply> => {
      const reply = askBranch(part, query, { ...rest, clock, signal, ...more });
      requests.push({ part, reply });
      return reply;
    };
    const opened = async (): Promise<void> => {
      await gate?.();
      markSent();
    };

    const firstReply = ask(first, { gate: opened });
    const hedge = async (): Promise<Reply> => {
      await Promise.race([sent, firstReply]);
      await clock.sleepUntil(clock.now() + after, signal, settled.signal);
      if (settled.signal.aborted || signal.aborted) return firstReply;
      return ask(second, {});
    };
    try {
      const winner = await firstWhole([firstReply, hedge()]);
      settled.abort('hedged');
      const legs = await Promise.all(
        requests.map(async ({ part, reply }) => subRequestOf(part, await reply)),
      );
      const firstResult = await firstReply;
      const whole = winner.outcome === 'ok' ? withoutStreamTimes(winner) : winner;
      if (winner === firstResult) return routed(first, whole, firstResult, legs);
      const reply = routed(second, whole, firstResult, legs);
      return second === first ? { ...reply, route: 'hedge' } : reply;
    } finally {
      settled.abort('hedged');
      cancellation.release();
    }
  };
}

/** Returns the first `ok` of two replies; the later one if there is none. */
function firstWhole(replies: readonly Promise<Reply>[]): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let waiting = replies.length;
    const onReply = async (reply: Promise<Reply>): Promise<void> => {
      const result = await reply;
      waiting -= 1;
      if (result.outcome === 'ok' || waiting === 0) resolve(result);
    };
    for (const reply of replies) onReply(reply).catch(reject);
  });
}
