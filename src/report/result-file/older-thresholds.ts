import { Problem } from '../../problem/problem.ts';
import type { ThresholdResult } from '../../verdict/threshold-result.ts';
import { parseThreshold, termsOf, type ThresholdTerms } from '../../verdict/threshold.ts';

/** Terms that an older result has only as text. */
type Term = Exclude<keyof ThresholdTerms, 'bound'>;

/** A threshold's result, possibly without its terms. */
export type OlderThreshold = Omit<ThresholdResult, Term> & Partial<Pick<ThresholdResult, Term>>;

/** Adds the terms of an older threshold. Throws a Problem if its text is invalid. */
export function withTerms(threshold: OlderThreshold, file: string): ThresholdResult {
  const { metric, expression, selector, aggregate, percentile, operator, unit } = threshold;
  const isWhole = aggregate !== 'percentile' || percentile !== undefined;
  if (selector && aggregate && operator && unit && isWhole) {
    return { ...threshold, selector, aggregate, operator, unit };
  }
  const spec = { metric, expression, abortOnFail: false, delayAbortEval: 0 };
  try {
    return { ...threshold, ...termsOf(parseThreshold(spec)), bound: threshold.bound };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(
      `The threshold "${expression}" on ${metric} is not known to this proofload.`,
      {
        place: { file },
        remedy: 'Read it with the version of proofload that wrote it (environment.proofload).',
        cause: error,
      },
    );
  }
}
