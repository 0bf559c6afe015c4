import type { Accumulator } from '../metrics/aggregates/accumulator.ts';
import { type Estimate, EstimatedRate, EstimatedTrend } from '../metrics/aggregates/estimate.ts';
import { Rate } from '../metrics/aggregates/rate.ts';
import { productInterval } from '../statistics/product-interval.ts';
import { describeShortfall, judgeAccount } from './account.ts';
import {
  type CriterionResult,
  criterionResultOf,
  type QualityShare,
  share,
  wholeResults,
} from './quality.ts';
import { byAnswer } from './score-group.ts';
import type { Score } from './score.ts';

/** Metrics computed from a judge's scores. */
export const JUDGED_METRICS = ['quality', 'quality_pass', 'judge_errors', 'judged'] as const;

type JudgedMetric = (typeof JUDGED_METRICS)[number];

/**
 * Estimates a metric from the scores, and with every failed judgement at the worst and at the best
 * grade. A failed judgement is no grade, and judges fail on hard answers first, so scored answers
 * do not represent the others.
 */
export function estimateQuality(metric: JudgedMetric, scores: readonly Score[]): Estimate {
  if (metric === 'quality') return between(scores.map(criterionResultOf), scores, trendOf);
  if (metric === 'quality_pass') return between(wholeResults(scores), scores, rateOf);
  const note = noteOn(scores);
  const { asked, scored, called, failed } = judgeAccount(scores);
  const likely = metric === 'judged' ? counted(scored, asked) : counted(failed, called);
  return { note, ...(likely.n > 0 && { likely }) };
}

/**
 * Estimates the share of good arrivals: in time, as counted, and good enough, as judged in the
 * sample of those in time. Unjudged answers are estimated from the sample, never assumed good. An
 * answer that the judge could not grade may be good or not. `scores` are those of answers in time.
 */
export function estimateGood(inTime: Rate, scores: readonly Score[]): Estimate {
  const note = noteOn(scores);
  if (inTime.count === 0) return { likely: inTime, note };
  const grades = wholeResults(scores);
  const known = share(grades);
  const none = new EstimatedRate({
    n: inTime.n,
    share: 0,
    interval: counted(0, inTime.n).interval,
  });
  if (known === undefined) {
    const why = scores.length === 0 ? 'No answer that came in time was judged' : note;
    return { ends: { low: none, high: inTime }, note: why };
  }
  const likely = goodRate(inTime, known);
  if (known.scored === grades.length) return { likely, note };
  const end = (value: 0 | 1): Rate => goodRate(inTime, share(filled(grades, value, true)) ?? known);
  return { likely, ends: { low: end(0), high: end(1) }, note };
}

function goodRate(inTime: Rate, { passRate, scored, interval }: QualityShare): Rate {
  const passed = Math.round(passRate * scored);
  // Multiplies first, so that a complete sample gives a whole number.
  const count = (inTime.count * passed) / scored;
  return new EstimatedRate({
    // The number judged, not of arrivals: the estimate rests on no more answers than were judged.
    n: scored,
    share: count / inTime.n,
    interval: productInterval(
      { value: inTime.share, interval: inTime.interval },
      { value: passRate, interval },
    ),
  });
}

function between(
  grades: readonly CriterionResult[],
  scores: readonly Score[],
  accumulate: (grades: readonly CriterionResult[], share: QualityShare) => Accumulator,
): Estimate {
  const note = noteOn(scores);
  const known = share(grades);
  const likely = known && accumulate(grades, known);
  const part = { note, ...(likely && { likely }) };
  if (!grades.some(({ result }) => result === 'judge_error')) return part;
  const end = (value: 0 | 1): Accumulator | undefined => {
    const all = filled(grades, value, false);
    const found = share(all);
    return found && accumulate(all, found);
  };
  const [low, high] = [end(0), end(1)];
  return low === undefined || high === undefined ? part : { ...part, ends: { low, high } };
}

/** Replaces every failed judgement by one value, and with `all` every missing one too. */
function filled(
  grades: readonly CriterionResult[],
  value: 0 | 1,
  all: boolean,
): readonly CriterionResult[] {
  return grades.map(({ queryId, result }) => {
    const isOpen = result === 'judge_error' || (all && result === 'not_judged');
    return { queryId, result: isOpen ? { value, pass: value === 1 } : result };
  });
}

function trendOf(grades: readonly CriterionResult[], { interval }: QualityShare): Accumulator {
  const values = grades.flatMap(({ result }) => (typeof result === 'object' ? [result.value] : []));
  return new EstimatedTrend(values, interval);
}

function rateOf(
  _: readonly CriterionResult[],
  { scored, passRate, interval }: QualityShare,
): Accumulator {
  return new EstimatedRate({ n: scored, share: passRate, interval });
}

function counted(count: number, n: number): Rate {
  const rate = new Rate();
  for (let i = 0; i < n; i++) rate.add(i < count ? 1 : 0);
  return rate;
}

function noteOn(scores: readonly Score[]): string {
  const account = judgeAccount(scores);
  const whole = byAnswer(scores).length === account.scored && account.failed === 0;
  return whole ? '' : describeShortfall(account);
}
