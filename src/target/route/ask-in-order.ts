import type { SubRequest } from '../../sample/sample.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askBranch, type Branch, subRequestOf, routed } from './branch.ts';

/**
 * Calls parts one after another until a reply does not fall through to the next part, the parts run
 * out or the call is aborted. The reply has all requests that were sent; `shown` returns a part's
 * reply as the user sees it.
 */
export function askInOrder(
  parts: readonly Branch[],
  isInsufficient: (reply: Reply) => boolean,
  shown: (reply: Reply, isLast: boolean) => Reply = (reply) => reply,
): Target['ask'] {
  return async (query, call) => {
    const { gate: _, ...callNow } = call;
    const legs: SubRequest[] = [];
    let first: Reply | undefined;
    let last: Reply | undefined;
    for (const [index, part] of parts.entries()) {
      const reply = await askBranch(part, query, index === 0 ? call : callNow);
      legs.push(subRequestOf(part, reply));
      first ??= reply;
      last = routed(part, shown(reply, index === parts.length - 1), first, legs);
      if (call.signal.aborted || !isInsufficient(reply)) return last;
    }
    if (last === undefined) throw new Error('a route has no part');
    return last;
  };
}
