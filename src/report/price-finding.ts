import type { Pricing } from '../cost/pricing.ts';
import type { Finding } from './finding.ts';
import { formatDollars } from './money.ts';

const DAY = 86_400_000;

/** Prices change a few times a year; a row older than this may be of another time. */
const STALE_DAYS = 180;

/** A PriceFinding is what is known of a target's prices, and how old that is on `today`. */
export function priceFinding(subject: string, { tokens }: Pricing, today: Date): Finding {
  if (tokens === 'unknown') {
    return {
      subject,
      level: 'warning',
      says: 'No price is known for it, so its cost will be unknown.',
      remedy: 'Add a row to prices, and name it in the target’s price.',
    };
  }
  if (tokens === 'free') {
    return { subject, level: 'ok', says: 'Its tokens cost nothing; its hardware is rented.' };
  }
  const { input, output, source, asOf } = tokens;
  const days = Math.max(0, Math.floor((today.getTime() - Date.parse(asOf)) / DAY));
  const says = `${formatDollars(input)} in and ${formatDollars(output)} out for a million tokens, as of ${asOf} (${source}).`;
  if (days <= STALE_DAYS) return { subject, level: 'ok', says };
  return {
    subject,
    level: 'warning',
    says: `${says} That is ${days} days ago.`,
    remedy: 'Compare it with the service’s price page; a row of your own in prices replaces it.',
  };
}
