import type { Dollars } from '../cost/bill.ts';
import { formatQuantity } from '../metrics/quantity.ts';

/** Money as people read it; what is not known is said to be `unknown`, never $0. */
export function formatDollars(dollars: Dollars | undefined): string {
  if (dollars === undefined) return 'not asked';
  return dollars === 'unknown' ? 'unknown' : formatQuantity(dollars, 'usd');
}
