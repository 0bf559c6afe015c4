import { createCancellation } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askBranch, withoutStreamTimes, legOf, type Branch, routed } from './branch.ts';

interface HedgeOptions {
  /** From when the first was sent. */
  readonly after: Milliseconds;
  /** Whether the slower one is broken off, rather than let finish to be counted. */
  readonly cancel: boolean;
}

/**
 * A Hedge sends a second request when the first brought no whole answer in time, and takes whichever
 * answer is whole first (Dean and Barroso, "The Tail at Scale", 2013, "hedged requests").
 *
 * Nothing is shown before an answer is whole, because until then it is not known which one it is.
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
    const legs: { readonly part: Branch; readonly reply: Promise<Reply> }[] = [];
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const ask = (part: Branch, more: { gate?: () => Promise<void> }): Promise<Reply> => {
      const reply = askBranch(part, query, { ...rest, clock, signal, ...more });
      legs.push({ part, reply });
      return reply;
    };
    const opened = async (): Promise<void> => {
      await gate?.();
      leave();
    };

    const one = ask(first, { gate: opened });
    const hedge = async (): Promise<Reply> => {
      await Promise.race([left, one]);
      await clock.sleepUntil(clock.now() + after, signal, settled.signal);
      if (settled.signal.aborted || signal.aborted) return one;
      return ask(second, {});
    };
    try {
      const winner = await firstWhole([one, hedge()]);
      settled.abort('hedged');
      const told = await Promise.all(legs.map(async ({ part, reply }) => legOf(part, await reply)));
      const begun = await one;
      const whole = winner.outcome === 'ok' ? withoutStreamTimes(winner) : winner;
      if (winner === begun) return routed(first, whole, begun, told);
      const reply = routed(second, whole, begun, told);
      return second === first ? { ...reply, route: 'hedge' } : reply;
    } finally {
      settled.abort('hedged');
      cancellation.release();
    }
  };
}

/** The first `ok` of two replies; the later one where there is none. */
function firstWhole(replies: readonly Promise<Reply>[]): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let waiting = replies.length;
    const onMessage = async (reply: Promise<Reply>): Promise<void> => {
      const come = await reply;
      waiting -= 1;
      if (come.outcome === 'ok' || waiting === 0) resolve(come);
    };
    for (const reply of replies) onMessage(reply).catch(reject);
  });
}
