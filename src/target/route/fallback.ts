import type { FallbackReason } from '../../scenario/target/route-schema.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askInOrder } from './ask-in-order.ts';
import type { Branch } from './branch.ts';

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
  return askInOrder(parts, ({ outcome }) => failures.has(outcome));
}
