import type { SubRequest } from '../../sample/sample.ts';
import type { FallbackReason } from '../../scenario/target/routing.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askBranch, legOf, type Branch, routed } from './branch.ts';

/**
 * A Fallback asks its parts in order until one does not fail.
 *
 * An answer is shown as it comes. One that broke off is begun again by the next part, whose stamps
 * then count.
 */
export function createFallback(
  parts: readonly Branch[],
  reasons: readonly FallbackReason[],
): Target['ask'] {
  const failures = new Set<Reply['outcome']>(reasons);
  // Whoever goes elsewhere because a service failed does so because it is not there.
  if (failures.has('server_error')) failures.add('unreachable');
  return async (query, call) => {
    const { gate: _, ...later } = call;
    const legs: SubRequest[] = [];
    let first: Reply | undefined;
    let last: Reply | undefined;
    for (const [index, part] of parts.entries()) {
      const reply = await askBranch(part, query, index === 0 ? call : later);
      legs.push(legOf(part, reply));
      first ??= reply;
      last = routed(part, reply, first, legs);
      if (call.signal.aborted || !failures.has(reply.outcome)) return last;
    }
    if (last === undefined) throw new Error('a fallback has no part');
    return last;
  };
}
