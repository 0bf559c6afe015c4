import type { Dollars } from '../../cost/bill.ts';
import { formatUsd } from '../../metrics/catalogue/format-quantity.ts';

/** Formats US dollars; an unknown amount as `unknown`, never $0, with its known bounds. */
export function formatDollars(dollars: Dollars | undefined, atLeast = 0, atMost?: number): string {
  if (dollars === undefined) return 'no demand';
  const bounds = [
    ...(dollars === 'unknown' && atLeast > 0 ? [`at least ${formatUsd(atLeast)}`] : []),
    ...(atMost === undefined ? [] : [`up to ${formatUsd(atMost)}`]),
  ];
  const known = dollars === 'unknown' ? dollars : formatUsd(dollars);
  return bounds.length === 0 ? known : `${known} (${bounds.join(', ')})`;
}
