import type { Verdict } from '../../verdict/verdict.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

const RANK: Readonly<Record<Verdict, number>> = {
  pass: 0,
  inconclusive: 1,
  'no-data': 2,
  fail: 3,
};

/**
 * Returns the target that the top of a report describes: the chosen one, else the one with the best
 * verdict, the cheaper of equals. Undefined for a run without targets.
 */
export function focusTarget(result: RunResult): TargetResult | undefined {
  const chosen = result.targets.find(({ name }) => name === result.chosen);
  if (chosen !== undefined) return chosen;
  return [...result.targets].sort(
    (a, b) => RANK[a.verdict] - RANK[b.verdict] || missed(a) - missed(b) || price(a) - price(b),
  )[0];
}

function missed(target: TargetResult): number {
  return target.thresholds.filter(({ verdict }) => verdict !== 'pass').length;
}

/**
 * Returns a target's cost for sorting, US dollars: per month, or per 1,000 answers without a
 * demand; the largest number if unknown.
 */
export function price({ cost }: TargetResult): number {
  const dollars = cost.perMonth ?? cost.per1k;
  return dollars === 'unknown' ? Number.MAX_VALUE : dollars;
}
