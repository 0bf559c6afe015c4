import type { Pricing } from '../cost/pricing.ts';
import { ageOf } from '../report/notes/cost-notes.ts';
import { formatDollars } from '../report/text/money.ts';
import type { PriceRow } from '../scenario/schema/price-row.ts';
import type { CheckResult } from './finding.ts';

/** Checks a target's prices: which row applies, its gaps and its age on `today`. */
export function priceCheck(
  subject: string,
  { tokens, unpriced, doubt, hourCache }: Pricing,
  today: Date,
): CheckResult {
  if (tokens === 'unknown') {
    return {
      subject,
      level: 'warning',
      message: `${unpriced ?? 'No price is known for it.'} Its cost will be unknown.`,
      remedy: 'Add a row to prices, and name it in the target’s price.',
    };
  }
  if (tokens === 'free') {
    return { subject, level: 'ok', message: 'Its tokens cost nothing; its hardware is rented.' };
  }
  const { input, output, source, asOf } = tokens;
  const message = `${formatDollars(input)} in and ${formatDollars(output)} out for a million tokens, as of ${asOf} (${source}).`;
  const age = ageOf(tokens, today);
  const lacks = hourCache === true && tokens.cacheWrite1h === undefined;
  const warnings = [
    ...(doubt === undefined ? [] : [doubt]),
    ...(lacks ? [`It has no price for cache entries of an hour: add cacheWrite1h.`] : []),
    ...(age === undefined ? [] : [age]),
  ];
  if (warnings.length === 0) {
    const range = cacheNote(tokens);
    return { subject, level: 'ok', message: range === undefined ? message : `${message} ${range}` };
  }
  return {
    subject,
    level: 'warning',
    message: [message, ...warnings].join(' '),
    remedy: 'Compare it with the service’s price page; a row of your own in prices replaces it.',
  };
}

/**
 * Returns a note if cached input has no price. Some services cache prompts by default and report
 * it.
 */
function cacheNote({ id, cacheRead }: PriceRow): string | undefined {
  if (cacheRead !== undefined) return undefined;
  return `The row of ${id} has no price for cached input (cacheRead): the cost of answers that read a prompt cache will be unknown.`;
}
