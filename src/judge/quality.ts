import { clusteredMeanInterval } from '../statistics/clustered-mean.ts';
import type { Interval } from '../statistics/interval.ts';
import { type JudgeAccount, judgeAccount } from './account.ts';
import { byAnswer, groups } from './score-group.ts';
import type { Score } from './score.ts';

/** The judge's results for one target's answers. */
export interface QualityResult {
  /**
   * Share of answers that pass every scored criterion; absent when none was scored. One failed
   * criterion settles an answer; otherwise one judge error leaves it open.
   */
  readonly overall?: QualityShare;
  /** By criterion name; without criteria that have no scores. */
  readonly criteria: Readonly<Record<string, QualityShare>>;
  /** Counts of the drawn answers; absent without any, and in older results. */
  readonly account?: JudgeAccount;
}

export interface QualityShare {
  /** Mean score, 0 to 1, with its 95 % interval; answers to one query count as one cluster. */
  readonly mean: number;
  readonly interval: Interval;
  /** Share at or above the criterion's pass mark. */
  readonly passRate: number;
  readonly scored: number;
  /** Answers with the criterion's required material: the scored ones and the judge errors. */
  readonly eligible: number;
  readonly judgeErrors: number;
  readonly notJudged: number;
  /** Mean with every judge error as 0 and as 1 (Manski bounds). */
  readonly bounds: Interval;
}

/** Summarises one target's scores. */
export function quality(scores: readonly Score[], target: string): QualityResult {
  const own = scores.filter((score) => score.target === target);
  const criteria = groups(own, (score) => score.criterion).flatMap(([name, group]) => {
    const found = share(group.map(criterionResultOf));
    return found === undefined ? [] : [[name, found] as const];
  });
  const overall = share(wholeResults(own));
  return {
    ...(overall !== undefined && { overall }),
    criteria: Object.fromEntries(criteria),
    ...(own.length > 0 && { account: judgeAccount(own) }),
  };
}

/** One result for computing shares and means. */
export interface CriterionResult {
  readonly queryId: string;
  readonly result:
    { readonly value: number; readonly pass: boolean } | 'judge_error' | 'not_judged';
}

/** Converts a score to its answer's result on one criterion. */
export function criterionResultOf(score: Score): CriterionResult {
  const { queryId, outcome } = score;
  return { queryId, result: outcome === 'scored' ? score : outcome };
}

/** Combines each answer's results on all criteria: 1 if it passes all, 0 if it fails any. */
export function wholeResults(scores: readonly Score[]): readonly CriterionResult[] {
  return byAnswer(scores).flatMap(wholeGrade);
}

function wholeGrade(scores: readonly Score[]): CriterionResult[] {
  const [first] = scores;
  if (first === undefined) return [];
  const { queryId } = first;
  const results = scores.map((score) => criterionResultOf(score).result);
  const scored = results.filter((result) => typeof result === 'object');
  if (scored.some((result) => !result.pass))
    return [{ queryId, result: { value: 0, pass: false } }];
  if (results.includes('judge_error')) return [{ queryId, result: 'judge_error' }];
  if (scored.length === 0) return [{ queryId, result: 'not_judged' }];
  return [{ queryId, result: { value: 1, pass: true } }];
}

/** Summarises results; undefined where none was scored. */
export function share(grades: readonly CriterionResult[]): QualityShare | undefined {
  const scored = grades.flatMap(({ queryId, result }) =>
    typeof result === 'object' ? [{ queryId, ...result }] : [],
  );
  if (scored.length === 0) return undefined;
  const judgeErrors = grades.filter(({ result }) => result === 'judge_error').length;
  const eligible = scored.length + judgeErrors;
  const values = scored.map((grade) => grade.value);
  const sum = values.reduce((a, b) => a + b, 0);
  const queryIds = scored.map((grade) => grade.queryId);
  return {
    mean: sum / scored.length,
    interval: clusteredMeanInterval(values, queryIds) ?? { low: 0, high: 1 },
    passRate: scored.filter((grade) => grade.pass).length / scored.length,
    scored: scored.length,
    eligible,
    judgeErrors,
    notJudged: grades.length - eligible,
    // C. F. Manski, "Nonparametric bounds on treatment effects", 1990.
    bounds: { low: sum / eligible, high: (sum + judgeErrors) / eligible },
  };
}
