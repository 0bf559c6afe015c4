import type { Score } from './score.ts';

/**
 * Returns the cost of scores, US dollars; `unknown` where any judgement's cost is, such as a call
 * cancelled at the run's end. Answers not sent to the judge cost nothing.
 */
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
