/**
 * Error rates of a stand-in model, probabilities from 0 to 1.
 *
 * The figures are invented. Only their order is meant: more expensive models err less, so that
 * comparisons of emulated models have a plausible result.
 */
export interface ErrorRates {
  /** Answers from a wrong passage. */
  readonly miss: number;
  /** Adds an irrelevant sentence. */
  readonly stray: number;
  /** Answers although the passages lack the answer. */
  readonly bluff: number;
  /** Changes a figure. */
  readonly garble: number;
  /** Says that the passages lack the answer although they have it. */
  readonly refuse: number;
}

const STRONG: ErrorRates = { miss: 0.02, stray: 0.03, bluff: 0.05, garble: 0.01, refuse: 0.01 };
const MIDDLING: ErrorRates = { miss: 0.06, stray: 0.1, bluff: 0.2, garble: 0.03, refuse: 0.02 };
const WEAK: ErrorRates = { miss: 0.15, stray: 0.2, bluff: 0.45, garble: 0.08, refuse: 0.05 };

const STRONG_NAMES =
  /opus|sonnet|fable|gpt-[56]|premier|nova-pro|nova-2-pro|405b|120b|large|deepseek/;
const WEAK_NAMES = /titan|micro|instant|(?<!\d)[1-9]b(?![a-z])|small|ministral|command-light/;

/** Returns the error rates of a model id or endpoint name. */
export function errorRatesOf(subject: string): ErrorRates {
  const name = subject.toLowerCase();
  if (STRONG_NAMES.test(name)) return STRONG;
  return WEAK_NAMES.test(name) ? WEAK : MIDDLING;
}
