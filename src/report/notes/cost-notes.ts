import type { Bill } from '../../cost/bill.ts';
import type { RunResult } from '../result/result.ts';
import { formatDollars } from '../text/money.ts';

const DAY = 86_400_000;

/** Prices change a few times a year; a row older than this may be of another time. */
const STALE_DAYS = 90;

/** What 1,000 answers cost: all of it, and beside it what follows traffic where that is not all. */
export function perThousand({ per1k, per1kAtLeast, variablePer1k, fixed, ...cost }: Bill): string {
  const all = `${formatDollars(per1k, per1kAtLeast)} per 1,000 answers`;
  if (fixed.length === 0) return all;
  return `${all} (${formatDollars(variablePer1k, cost.variablePer1kAtLeast)} of it by traffic)`;
}

/** How a target's bill is to be read, a sentence each: what it lacks, what is odd, what is old. */
export function costNotes(
  { missing, doubts, prices }: Bill,
  { startedAt }: Pick<RunResult, 'startedAt'>,
): readonly string[] {
  const on = new Date(startedAt);
  return [...missing, ...doubts, ...prices.flatMap((row) => ageOf(row, on) ?? [])];
}

/** The same of a whole run, each with whose bill it is: a target's, or the judge's. */
export function allCostNotes(result: RunResult): readonly (readonly [string, string])[] {
  const judged = result.judge?.missing ?? [];
  return [
    ...result.targets.flatMap(({ name, cost }) =>
      costNotes(cost, result).map((noteText) => [name, noteText] as const),
    ),
    ...judged.map((noteText) => ['judge', noteText] as const),
  ];
}

/** A sentence on a row that is old on a day; undefined for one that is not. */
export function ageOf(
  { id, asOf }: { readonly id: string; readonly asOf: string },
  on: Date,
): string | undefined {
  const days = Math.floor((on.getTime() - Date.parse(asOf)) / DAY);
  if (!(days > STALE_DAYS)) return undefined;
  return `The price of ${id} was read on ${asOf}, ${days} days before.`;
}
