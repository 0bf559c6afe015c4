import type { SubRequest } from '../../sample/sample.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askBranch, type Branch, legOf, routed } from './branch.ts';

/**
 * Asks parts one after another until a reply does not fall to the next part, the parts run out or the call is
 * cancelled. The reply carries all requests made; `shown` is how the user sees a part's reply.
 */
export function askInOrder(
  parts: readonly Branch[],
  falls: (reply: Reply) => boolean,
  shown: (reply: Reply, isLast: boolean) => Reply = (reply) => reply,
): Target['ask'] {
  return async (query, call) => {
    const { gate: _, ...later } = call;
    const legs: SubRequest[] = [];
    let first: Reply | undefined;
    let last: Reply | undefined;
    for (const [index, part] of parts.entries()) {
      const reply = await askBranch(part, query, index === 0 ? call : later);
      legs.push(legOf(part, reply));
      first ??= reply;
      last = routed(part, shown(reply, index === parts.length - 1), first, legs);
      if (call.signal.aborted || !falls(reply)) return last;
    }
    if (last === undefined) throw new Error('a route has no part');
    return last;
  };
}
