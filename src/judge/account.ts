import { byAnswer, groups } from './score-group.ts';
import type { Score } from './score.ts';

/** A JudgeAccount counts what became of the answers that a judge was to score. */
export interface JudgeAccount {
  /** Answers drawn for scoring. */
  readonly asked: number;
  /** Those that got a score and that no failed judgement leaves open. */
  readonly scored: number;
  /** Answers that the judge was called for, empty ones and those without material left out. */
  readonly called: number;
  /** Of these, answers with a failed judgement, and those that got no grade at all. */
  readonly failed: number;
  readonly ungraded: number;
  /** Empty answers, scored without the judge. */
  readonly empty: number;
  /** Failed answers by kind, the most frequent first, with the first one's sentence. */
  readonly errors: readonly JudgeErrors[];
  /** Answers not judged on a criterion by why, the most frequent first. */
  readonly notJudged: readonly { readonly why: string; readonly count: number }[];
  /** Criteria on which the judge gave the same score to every answer it was shown, ten or more. */
  readonly constant: readonly ConstantGrade[];
}

export interface JudgeErrors {
  /** `timeout`, `refused_request`, `not_json` … */
  readonly kind: string;
  readonly count: number;
  /** The judge's or its service's own words. */
  readonly first: string;
}

export interface ConstantGrade {
  readonly criterion: string;
  readonly value: number;
  readonly count: number;
}

/** With fewer answers than this, one and the same grade is no wonder. */
const ENOUGH = 10;

/** What the scores of a draw come to. */
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

/** One failed criterion settles an answer; otherwise every criterion it was asked on must have a score. */
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
    if (value === undefined || values.length < ENOUGH) return [];
    return values.every((other) => other === value)
      ? [{ criterion, value, count: values.length }]
      : [];
  });
}

/** How many answers were scored, and what became of the rest: `40 of 100 answers were scored; 60 …`. */
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
