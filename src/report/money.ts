import type { Dollars } from '../cost/bill.ts';
import { formatQuantity } from '../metrics/quantity.ts';

/**
 * Money as people read it; what is not known is said to be `unknown`, never $0, with what it is at
 * least where that is known.
 */
export function formatDollars(dollars: Dollars | undefined, atLeast = 0): string {
  if (dollars === undefined) return 'not asked';
  if (dollars !== 'unknown') return formatQuantity(dollars, 'usd');
  return atLeast > 0 ? `unknown (at least ${formatQuantity(atLeast, 'usd')})` : 'unknown';
}
