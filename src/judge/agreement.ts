import { type Agreement, cohenKappa, krippendorffAlpha } from '../statistics/agreement.ts';
import type { Score } from './score.ts';

/** A Label is what one person says of one answer on one criterion, on the judge's scale from 0 to 1. */
export interface Label {
  readonly scenario: string;
  readonly index: number;
  readonly criterion: string;
  readonly rater: string;
  readonly value: number;
}

/** How far the judge agrees with people on one criterion, and how far they agree among themselves. */
export interface JudgeAgreement {
  readonly criterion: string;
  /** Answers that the judge scored and at least one person labelled. */
  readonly answers: number;
  /** Quadratic kappa of the judge against each label; absent where all say the same. */
  readonly judge?: Agreement;
  /** Ordinal alpha among the people: the ceiling, for no judge can agree with people who do not. */
  readonly people?: Agreement;
}

/** The judge's agreement with people, criterion by criterion; criteria without common answers are left out. */
export function judgeAgreement(
  labels: readonly Label[],
  scores: readonly Score[],
): readonly JudgeAgreement[] {
  const criteria = [...new Set(labels.map((label) => label.criterion))];
  return criteria.flatMap((criterion) => {
    const units = scores.flatMap((score) => {
      if (score.outcome !== 'scored' || score.criterion !== criterion) return [];
      const given = labels.filter(
        (label) => label.criterion === criterion && sameAnswer(label, score),
      );
      return given.length === 0
        ? []
        : [{ score: score.value, given: given.map((one) => one.value) }];
    });
    if (units.length === 0) return [];
    const pairs = units.flatMap(({ score, given }) =>
      given.map((value) => [score, value] as const),
    );
    const kappa = cohenKappa(pairs, 'quadratic');
    const alpha = krippendorffAlpha(
      units.map((unit) => unit.given),
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
