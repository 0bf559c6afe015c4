import type { Escalation } from '../../scenario/target/route-schema.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askInOrder } from './ask-in-order.ts';
import { type Branch, withoutStreamTimes } from './branch.ts';
import { isRefusal } from './refusal.ts';

/**
 * Calls its parts in order until an answer is good enough.
 *
 * Every answer but the last part's must be complete before it is judged, so the user sees nothing
 * of it before its end: its time to first token is its latency.
 */
export function createCascade(parts: readonly Branch[], escalation: Escalation): Target['ask'] {
  return askInOrder(parts, insufficiency(escalation), (reply, isLast) =>
    isLast ? reply : withoutStreamTimes(reply),
  );
}

/** Returns a function that tells whether a reply is not good enough. */
function insufficiency({
  refusal,
  shorterThan = 0,
  matching,
}: Escalation): (reply: Reply) => boolean {
  const pattern = matching === undefined ? undefined : new RegExp(matching, 'i');
  return (reply) =>
    reply.outcome !== 'ok' ||
    reply.answer.trim().length < shorterThan ||
    (refusal && isRefusal(reply)) ||
    pattern?.test(reply.answer) === true;
}
