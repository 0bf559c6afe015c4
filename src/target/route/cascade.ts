import type { SubRequest } from '../../sample/sample.ts';
import type { Escalation } from '../../scenario/target/routing.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askBranch, withoutStreamTimes, legOf, type Branch, routed } from './branch.ts';
import { isRefusal } from './refusal.ts';

/**
 * A Cascade asks its parts in order until an answer will do.
 *
 * Every answer but the last part's must be whole before it can be judged, so that the user sees
 * nothing of it before its end: there its time to the first token is its latency.
 */
export function createCascade(parts: readonly Branch[], escalation: Escalation): Target['ask'] {
  const falls = shortfall(escalation);
  return async (query, call) => {
    const { gate: _, ...later } = call;
    const legs: SubRequest[] = [];
    let first: Reply | undefined;
    let last: Reply | undefined;
    for (const [index, part] of parts.entries()) {
      const reply = await askBranch(part, query, index === 0 ? call : later);
      legs.push(legOf(part, reply));
      const isLast = index === parts.length - 1;
      first ??= reply;
      last = routed(part, isLast ? reply : withoutStreamTimes(reply), first, legs);
      if (call.signal.aborted || !falls(reply)) return last;
    }
    if (last === undefined) throw new Error('a cascade has no part');
    return last;
  };
}

/** Whether a reply will not do. */
function shortfall({ refusal, shorterThan = 0, matching }: Escalation): (reply: Reply) => boolean {
  const pattern = matching === undefined ? undefined : new RegExp(matching, 'i');
  return (reply) =>
    reply.outcome !== 'ok' ||
    reply.answer.trim().length < shorterThan ||
    (refusal && isRefusal(reply)) ||
    pattern?.test(reply.answer) === true;
}
