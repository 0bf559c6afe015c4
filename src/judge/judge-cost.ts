import type { Score } from './score.ts';

/** US dollars that scores cost; `unknown` where any judgement's is, as of a call that the run's end cut. What was not shown to the judge cost nothing. */
export function judgeCost(scores: readonly Score[]): number | 'unknown' {
  let sum = 0;
  for (const score of scores) {
    const wasAsked =
      score.outcome === 'judge_error' ||
      (score.outcome === 'scored' && !score.empty) ||
      (score.outcome === 'not_judged' && score.asked === true);
    if (!wasAsked) continue;
    if (score.costUsd === undefined) return 'unknown';
    sum += score.costUsd;
  }
  return sum;
}
