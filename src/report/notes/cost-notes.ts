import type { Bill } from '../../cost/bill.ts';
import type { RunResult } from '../result/result.ts';
import { formatDollars } from '../text/money.ts';

const DAY = 86_400_000;

/** Age in days from which a price is stale; providers change prices a few times a year. */
const STALE_DAYS = 90;

/** Formats the cost per 1,000 answers, with the variable part if there are fixed costs. */
export function perThousand({ per1k, per1kAtLeast, variablePer1k, fixed, ...cost }: Bill): string {
  const all = `${formatDollars(per1k, per1kAtLeast)} per 1,000 answers`;
  if (fixed.length === 0) return all;
  return `${all} (${formatDollars(variablePer1k, cost.variablePer1kAtLeast)} of it by traffic)`;
}

/** Returns notes on a target's bill: its gaps, then doubtful and stale prices. */
export function costNotes(
  { missing, doubts, prices }: Bill,
  { startedAt }: Pick<RunResult, 'startedAt'>,
): readonly string[] {
  const on = new Date(startedAt);
  return [...missing, ...doubts, ...prices.flatMap((row) => ageOf(row, on) ?? [])];
}

/** Returns the cost notes of a whole run, each with the name of its target, or `judge`. */
export function allCostNotes(result: RunResult): readonly (readonly [string, string])[] {
  const judged = result.judge?.missing ?? [];
  return [
    ...result.targets.flatMap(({ name, cost }) =>
      costNotes(cost, result).map((noteText) => [name, noteText] as const),
    ),
    ...judged.map((noteText) => ['judge', noteText] as const),
  ];
}

/** Returns a note on a price row that is stale on a day; undefined otherwise. */
export function ageOf(
  { id, asOf }: { readonly id: string; readonly asOf: string },
  on: Date,
): string | undefined {
  const days = Math.floor((on.getTime() - Date.parse(asOf)) / DAY);
  if (!(days > STALE_DAYS)) return undefined;
  return `The price of ${id} was read on ${asOf}, ${days} days before.`;
}
