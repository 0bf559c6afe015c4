import type { Dollars } from '../cost/bill.ts';
import { formatQuantity } from '../metrics/quantity.ts';
import { formatPair, labelOf } from './observation.ts';
import { parseThreshold } from './threshold.ts';
import type { ThresholdResult } from './threshold-result.ts';
import type { Verdict } from './verdict.ts';

/** A Contender is a target with what was found out about it. */
export interface Contender {
  readonly name: string;
  readonly thresholds: readonly ThresholdResult[];
  /** Absent where the scenario states no demand. */
  readonly perMonth?: Dollars;
  readonly per1k?: Dollars;
}

/** From worst to best. */
const GRAVITY = ['fail', 'no-data', 'inconclusive', 'pass'] as const satisfies readonly Verdict[];

/** The worst of verdicts; of none, `inconclusive`: nothing was asked, so nothing was answered. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return GRAVITY.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

/** A target's verdict: the worst of its thresholds'. */
export function verdictOf({ thresholds }: Pick<Contender, 'thresholds'>): Verdict {
  return worstOf(thresholds.map(({ verdict }) => verdict));
}

/** What it costs, to follow a statement: ` at $840 a month`; empty where nobody asked. */
export function priceOf({ perMonth, per1k }: Contender): string {
  if (typeof perMonth === 'number') return ` at ${formatQuantity(perMonth, 'usd')} a month`;
  if (perMonth === 'unknown') return ' at an unknown monthly cost';
  if (typeof per1k === 'number') return ` at ${formatQuantity(per1k, 'usd')} per 1,000 answers`;
  return '';
}

/** What to rank by: the month's dollars, without a demand those of 1,000 answers; unknown comes last. */
export function rankOf({ perMonth, per1k }: Contender): number {
  const cost = perMonth ?? per1k ?? 'unknown';
  return cost === 'unknown' ? Number.POSITIVE_INFINITY : cost;
}

/** `all 6 objectives`, `its one objective`. */
export function objectivesOf({ thresholds }: Contender): string {
  return thresholds.length === 1 ? 'its one objective' : `all ${thresholds.length} objectives`;
}

/** What keeps it from passing, its gravest kind only: `misses p(95) latency (3.8 s against 3 s)`. */
export function troubleOf(contender: Contender, most = 2): string {
  const verdict = verdictOf(contender);
  if (contender.thresholds.length === 0) return 'has no objectives';
  const results = contender.thresholds.filter((result) => result.verdict === verdict);
  const named = results.slice(0, most).map(describe);
  const more = results.length - named.length;
  const items = more === 0 ? named : [...named, `${more} more`];
  const isOpen = verdict === 'inconclusive' && results.some(({ bounds }) => bounds !== undefined);
  return `${isOpen ? 'is undecided on' : TROUBLE[verdict]} ${listOf(items)}`;
}

const TROUBLE: Readonly<Record<Verdict, string>> = {
  fail: 'misses',
  'no-data': 'has no data for',
  inconclusive: 'has too few samples for',
  pass: 'meets',
};

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** `a, b and c`. */
export function listOf(items: readonly string[]): string {
  return LIST.format(items);
}

function describe(result: ThresholdResult): string {
  const { metric, expression, verdict, observed, bounds, n } = result;
  const threshold = parseThreshold({ metric, expression, abortOnFail: false, delayAbortEval: 0 });
  const label = labelOf(threshold);
  if (bounds !== undefined) {
    const [low, limit] = formatPair(threshold, bounds.low);
    return `${label} (${low} to ${formatPair(threshold, bounds.high)[0]} against ${limit})`;
  }
  if (verdict === 'inconclusive') return `${label} (${n})`;
  if (observed === undefined) return result.unknown === true ? `${label} (unknown)` : label;
  const [value, limit] = formatPair(threshold, observed);
  return `${label} (${value} against ${limit})`;
}
