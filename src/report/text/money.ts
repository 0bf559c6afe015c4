import type { Dollars } from '../../cost/bill.ts';
import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';

/**
 * Money as people read it; what is not known is said to be `unknown`, never $0, with what it is at
 * least and at most where that is known.
 */
export function formatDollars(dollars: Dollars | undefined, atLeast = 0, atMost?: number): string {
  if (dollars === undefined) return 'not asked';
  const usd = (amount: number): string => formatQuantity(amount, 'usd');
  const bounds = [
    ...(dollars === 'unknown' && atLeast > 0 ? [`at least ${usd(atLeast)}`] : []),
    ...(atMost === undefined ? [] : [`up to ${usd(atMost)}`]),
  ];
  const known = dollars === 'unknown' ? dollars : usd(dollars);
  return bounds.length === 0 ? known : `${known} (${bounds.join(', ')})`;
}
