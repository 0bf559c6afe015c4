import type { Dollars } from '../cost/bill.ts';
import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import type { ThresholdResult } from './threshold-result.ts';
import { formatPair, labelOf } from './threshold-words.ts';
import type { Verdict } from './verdict.ts';

/** A target and its results. */
export interface Candidate {
  readonly name: string;
  readonly thresholds: readonly ThresholdResult[];
  /** Absent if the scenario has no demand. */
  readonly perMonth?: Dollars;
  readonly per1k?: Dollars;
  /** Requests of the measured phase, and those with a whole answer; absent if not counted. */
  readonly requests?: number;
  readonly answered?: number;
}

type Costs = Pick<Candidate, 'perMonth' | 'per1k'>;

/** From worst to best. */
const GRAVITY = ['fail', 'no-data', 'inconclusive', 'pass'] as const satisfies readonly Verdict[];

/** Returns the worst verdict; `inconclusive` if there is none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return GRAVITY.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

/**
 * Returns a target's verdict: the worst of its thresholds, and `no-data` at best if it answered
 * nothing.
 */
export function verdictOf(
  candidate: Pick<Candidate, 'thresholds' | 'requests' | 'answered'>,
): Verdict {
  const verdicts = candidate.thresholds.map(({ verdict }) => verdict);
  return worstOf(isUnanswered(candidate) ? [...verdicts, 'no-data'] : verdicts);
}

/** Returns whether it got requests and answered none. */
export function isUnanswered({
  requests = 0,
  answered = 0,
}: Pick<Candidate, 'requests' | 'answered'>): boolean {
  return requests > 0 && answered === 0;
}

/**
 * Returns a clause such as `None of 14 requests was answered` if less than half were; otherwise
 * undefined.
 */
export function silenceOf(contenders: readonly Candidate[]): string | undefined {
  const counted = contenders.filter(({ requests = 0 }) => requests > 0);
  const requests = counted.reduce((sum, each) => sum + (each.requests ?? 0), 0);
  const answered = counted.reduce((sum, each) => sum + (each.answered ?? 0), 0);
  if (requests === 0 || answered >= requests / 2) return undefined;
  const all = formatQuantity(requests, 'count');
  if (answered > 0) {
    const were = answered === 1 ? 'was' : 'were';
    return `Only ${formatQuantity(answered, 'count')} of ${all} requests ${were} answered`;
  }
  return requests === 1
    ? 'The one request was not answered'
    : `None of ${all} requests was answered`;
}

/** Returns its cost as the end of a clause: ` at $840 a month`; empty without one. */
export function priceOf({ perMonth, per1k }: Candidate): string {
  if (typeof perMonth === 'number') return ` at ${formatQuantity(perMonth, 'usd')} a month`;
  if (perMonth === 'unknown') return ' at an unknown monthly cost';
  if (typeof per1k === 'number') return ` at ${formatQuantity(per1k, 'usd')} per 1,000 answers`;
  return '';
}

/**
 * Returns the cost to rank by: per month, or per 1,000 answers without a demand; unknown ranks
 * last.
 */
export function rankOf({ perMonth, per1k }: Costs): number {
  const cost = perMonth ?? per1k ?? 'unknown';
  return cost === 'unknown' ? Number.POSITIVE_INFINITY : cost;
}

/** Relative difference below which two costs are equal: the rounding error of sums. */
const ROUNDING = 1e-9;

/** Returns whether the known costs of two targets are equal. */
export function isTie(one: Costs, other: Costs): boolean {
  const [a, b] = [rankOf(one), rankOf(other)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b));
}

/** `all 6 objectives`, `its one objective`. */
export function objectivesOf({ thresholds }: Candidate): string {
  return thresholds.length === 1 ? 'its one objective' : `all ${thresholds.length} objectives`;
}

/**
 * Returns why it does not pass, its most severe reason only: `misses p(95) latency (3.8 s against 3
 * s)`.
 */
export function troubleOf(candidate: Candidate, most = 2): string {
  const verdict = verdictOf(candidate);
  if (isUnanswered(candidate)) {
    return `answered none of ${formatQuantity(candidate.requests ?? 0, 'count')} requests`;
  }
  if (candidate.thresholds.length === 0) return 'has no objectives';
  const results = candidate.thresholds.filter((result) => result.verdict === verdict);
  const named = results.slice(0, most).map(describe);
  const more = results.length - named.length;
  const items = more === 0 ? named : [...named, `${more} more`];
  const isOpen = verdict === 'inconclusive' && results.some(({ bounds }) => bounds !== undefined);
  const trouble = results.every(({ atLeast }) => atLeast) ? UNANSWERED : TROUBLE;
  return `${isOpen ? 'is undecided on' : trouble[verdict]} ${listOf(items)}`;
}

const TROUBLE: Readonly<Record<Verdict, string>> = {
  fail: 'misses',
  'no-data': 'has no data for',
  inconclusive: 'has too few samples for',
  pass: 'meets',
};

/** Where answers are missing, not samples. */
const UNANSWERED: Readonly<Record<Verdict, string>> = {
  ...TROUBLE,
  inconclusive: 'left too many without an answer to tell',
};

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** `a, b and c`. */
export function listOf(items: readonly string[]): string {
  return LIST.format(items);
}

function describe(result: ThresholdResult): string {
  const { verdict, observed, atLeast, bounds, n } = result;
  const label = labelOf(result);
  if (bounds !== undefined) {
    const [low, limit] = formatPair(result, bounds.low);
    return `${label} (${low} to ${formatPair(result, bounds.high)[0]} against ${limit})`;
  }
  if (verdict === 'inconclusive') return `${label} (${n})`;
  if (observed === undefined) return result.unknown === true ? `${label} (unknown)` : label;
  const [value, limit] = formatPair(result, observed);
  return `${label} (${atLeast === true ? 'at least ' : ''}${value} against ${limit})`;
}
