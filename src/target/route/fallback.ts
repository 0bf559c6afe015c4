import type { FallbackReason } from '../../scenario/target/route-schema.ts';
import type { Reply, Target } from '../contract/target.ts';
import { askInOrder } from './ask-in-order.ts';
import type { Branch } from './branch.ts';

/**
 * Calls its parts in order until one does not fail.
 *
 * An answer is shown as it comes. If it breaks off, the next part starts again, and that part's
 * timestamps count.
 */
export function createFallback(
  parts: readonly Branch[],
  reasons: readonly FallbackReason[],
): Target['ask'] {
  const failures = new Set<Reply['outcome']>(reasons);
  // A fallback on server errors also covers a service that cannot be reached.
  if (failures.has('server_error')) failures.add('unreachable');
  return askInOrder(parts, ({ outcome }) => failures.has(outcome));
}
