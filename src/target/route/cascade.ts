import type { Escalation } from '../../scenario/target/route-schema.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askInOrder } from './ask-in-order.ts';
import { type Branch, withoutStreamTimes } from './branch.ts';
import { isRefusal } from './refusal.ts';

/**
 * A Cascade asks its parts in order until an answer will do.
 *
 * Every answer but the last part's must be whole before it can be judged, so that the user sees
 * nothing of it before its end: there its time to the first token is its latency.
 */
export function createCascade(parts: readonly Branch[], escalation: Escalation): Target['ask'] {
  return askInOrder(parts, shortfall(escalation), (reply, isLast) =>
    isLast ? reply : withoutStreamTimes(reply),
  );
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
