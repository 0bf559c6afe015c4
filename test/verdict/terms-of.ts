import { parseThreshold, termsOf, type ThresholdTerms } from '../../src/verdict/threshold.ts';

/** The terms of a threshold as written, for results that a test makes by hand. */
export function termsOfText(metric: string, expression: string): ThresholdTerms {
  return termsOf(parseThreshold({ metric, expression, abortOnFail: false, delayAbortEval: 0 }));
}
