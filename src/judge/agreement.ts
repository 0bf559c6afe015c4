import { type Agreement, cohenKappa, krippendorffAlpha } from '../statistics/agreement.ts';
import type { Score } from './score.ts';

/** One person's rating of one answer on one criterion, on the judge's scale from 0 to 1. */
export interface Label {
  readonly scenario: string;
  readonly index: number;
  readonly criterion: string;
  readonly rater: string;
  readonly value: number;
}

/** Agreement of the judge with people on one criterion, and of the people among themselves. */
export interface JudgeAgreement {
  readonly criterion: string;
  /** Answers scored by the judge and labelled by at least one person. */
  readonly answers: number;
  /** Quadratic kappa of the judge against each label; absent where all are equal. */
  readonly judge?: Agreement;
  /** Ordinal alpha among the people: the upper limit for the judge. */
  readonly people?: Agreement;
}

/**
 * Returns the judge's agreement with people per criterion, without criteria that have no common
 * answers.
 */
export function judgeAgreement(
  labels: readonly Label[],
  scores: readonly Score[],
): readonly JudgeAgreement[] {
  const criteria = [...new Set(labels.map((label) => label.criterion))];
  return criteria.flatMap((criterion) => {
    const units = scores.flatMap((score) => {
      if (score.outcome !== 'scored' || score.criterion !== criterion) return [];
      const ratings = labels.filter(
        (label) => label.criterion === criterion && sameAnswer(label, score),
      );
      return ratings.length === 0
        ? []
        : [{ score: score.value, ratings: ratings.map((one) => one.value) }];
    });
    if (units.length === 0) return [];
    const pairs = units.flatMap(({ score, ratings }) =>
      ratings.map((value) => [score, value] as const),
    );
    const kappa = cohenKappa(pairs, 'quadratic');
    const alpha = krippendorffAlpha(
      units.map((unit) => unit.ratings),
      'ordinal',
    );
    return {
      criterion,
      answers: units.length,
      ...(kappa !== undefined && { judge: kappa }),
      ...(alpha !== undefined && { people: alpha }),
    };
  });
}

function sameAnswer(label: Label, score: Score): boolean {
  return label.scenario === score.scenario && label.index === score.index;
}
