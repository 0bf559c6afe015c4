import type { Verdict } from '../../verdict/verdict.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

const RANK: Readonly<Record<Verdict, number>> = {
  pass: 0,
  inconclusive: 1,
  'no-data': 2,
  fail: 3,
};

/**
 * A focus target is the one the top of a report speaks of: the chosen one, or else the one nearest to
 * passing, the cheaper of two equals. Absent when the run had no target.
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

/** US dollars a month, or per thousand where no demand was given; an unknown price sorts last. */
export function price({ cost }: TargetResult): number {
  const dollars = cost.perMonth ?? cost.per1k;
  return dollars === 'unknown' ? Number.MAX_VALUE : dollars;
}
