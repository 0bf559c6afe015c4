import { byAnswer, groups } from './score-group.ts';
import type { Score } from './score.ts';

/** Counts of answers drawn for judging, by result. */
export interface JudgeAccount {
  /** Answers drawn for scoring. */
  readonly asked: number;
  /** Answers with a score that no failed judgement leaves open. */
  readonly scored: number;
  /** Answers sent to the judge, without empty ones and those with missing material. */
  readonly called: number;
  /** Of these, answers with a failed judgement, and answers without any grade. */
  readonly failed: number;
  readonly ungraded: number;
  /** Empty answers, scored without the judge. */
  readonly empty: number;
  /** Failed answers by kind, most frequent first, with the first error message. */
  readonly errors: readonly JudgeErrors[];
  /** Answers not judged on a criterion by reason, most frequent first. */
  readonly notJudged: readonly { readonly why: string; readonly count: number }[];
  /** Criteria with the same score for every answer that the judge graded, ten or more. */
  readonly constant: readonly ConstantGrade[];
}

export interface JudgeErrors {
  /** `timeout`, `refused_request`, `not_json` … */
  readonly kind: string;
  readonly count: number;
  /** First error message, of the judge or its service. */
  readonly first: string;
}

export interface ConstantGrade {
  readonly criterion: string;
  readonly value: number;
  readonly count: number;
}

/** Minimum answers: with fewer, identical grades are plausible. */
const MIN_CONSTANT_ANSWERS = 10;

/** Counts the results of a sample of answers. */
export function judgeAccount(scores: readonly Score[]): JudgeAccount {
  const answers = byAnswer(scores);
  const called = answers.filter((group) => group.some(wasAsked));
  return {
    asked: answers.length,
    scored: answers.filter(isScored).length,
    called: called.length,
    failed: called.filter((group) => group.some(hasFailed)).length,
    ungraded: called.filter((group) => !group.some(isGraded)).length,
    empty: answers.filter((group) => group.some((one) => one.outcome === 'scored' && one.empty))
      .length,
    errors: errorsOf(answers),
    notJudged: notJudgedOf(answers),
    constant: constantGrades(scores),
  };
}

function wasAsked(score: Score): boolean {
  return hasFailed(score) || isGraded(score);
}

function hasFailed({ outcome }: Score): boolean {
  return outcome === 'judge_error';
}

function isGraded(score: Score): boolean {
  return score.outcome === 'scored' && score.empty !== true;
}

/**
 * Whether an answer is scored: one failed criterion settles it; otherwise no criterion may have a
 * judge error.
 */
function isScored(group: readonly Score[]): boolean {
  const scored = group.filter((score) => score.outcome === 'scored');
  return scored.length > 0 && (scored.some(({ pass }) => !pass) || !group.some(hasFailed));
}

function errorsOf(answers: readonly (readonly Score[])[]): readonly JudgeErrors[] {
  const found = new Map<string, { count: number; first: string }>();
  for (const group of answers) {
    const kinds = new Map<string, string>();
    for (const score of group) {
      if (score.outcome !== 'judge_error') continue;
      const kind = /^\w+/.exec(score.error)?.[0] ?? 'unknown';
      if (!kinds.has(kind)) kinds.set(kind, score.error);
    }
    for (const [kind, first] of kinds) {
      const known = found.get(kind);
      found.set(kind, { count: (known?.count ?? 0) + 1, first: known?.first ?? first });
    }
  }
  return [...found]
    .map(([kind, { count, first }]) => ({ kind, count, first }))
    .sort((a, b) => b.count - a.count);
}

function notJudgedOf(answers: readonly (readonly Score[])[]): JudgeAccount['notJudged'] {
  const counts = new Map<string, number>();
  for (const group of answers) {
    const whys = group.flatMap((score) => (score.outcome === 'not_judged' ? [score.why] : []));
    for (const why of new Set(whys)) counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => ({ why, count })).sort((a, b) => b.count - a.count);
}

function constantGrades(scores: readonly Score[]): readonly ConstantGrade[] {
  return groups(scores, ({ criterion }) => criterion).flatMap(([criterion, group]) => {
    const values = group.flatMap((one) =>
      one.outcome === 'scored' && one.empty !== true ? [one.value] : [],
    );
    const [value] = values;
    if (value === undefined || values.length < MIN_CONSTANT_ANSWERS) return [];
    return values.every((other) => other === value)
      ? [{ criterion, value, count: values.length }]
      : [];
  });
}

/**
 * Describes how many answers were scored and what happened to the rest: `40 of 100 answers were
 * scored; 60 …`.
 */
export function describeShortfall(account: JudgeAccount): string {
  const { asked, scored, failed, errors, notJudged } = account;
  const [worst] = errors;
  const kinds = errors.map(({ kind, count }) => `${count} ${kind}`).join(', ');
  return [
    `${scored} of ${asked} answers were scored`,
    ...(worst === undefined
      ? []
      : [`the judge failed on ${failed}: ${kinds}; the first: ${worst.first}`]),
    ...notJudged.map(({ why, count }) => `${count} not judged: ${why}`),
  ]
    .map((part) => part.replace(/\.$/, ''))
    .join('; ');
}
