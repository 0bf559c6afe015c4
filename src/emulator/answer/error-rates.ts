/**
 * An ErrorRates is how often a stand-in model errs, each a probability from 0 to 1.
 *
 * The figures are made up, and only their order means something: they let a comparison of two
 * emulated models come out as such comparisons do, dearer models erring less.
 */
export interface ErrorRates {
  /** It answers from the wrong passage. */
  readonly miss: number;
  /** It adds a sentence nobody asked for. */
  readonly stray: number;
  /** It answers although the passages do not hold the answer. */
  readonly bluff: number;
  /** It gets a figure wrong. */
  readonly garble: number;
  /** It says that the passages do not hold the answer although they do. */
  readonly refuse: number;
}

const STRONG: ErrorRates = { miss: 0.02, stray: 0.03, bluff: 0.05, garble: 0.01, refuse: 0.01 };
const MIDDLING: ErrorRates = { miss: 0.06, stray: 0.1, bluff: 0.2, garble: 0.03, refuse: 0.02 };
const WEAK: ErrorRates = { miss: 0.15, stray: 0.2, bluff: 0.45, garble: 0.08, refuse: 0.05 };

const STRONG_NAMES =
  /opus|sonnet|fable|gpt-[56]|premier|nova-pro|nova-2-pro|405b|120b|large|deepseek/;
const WEAK_NAMES = /titan|micro|instant|(?<!\d)[1-9]b(?![a-z])|small|ministral|command-light/;

/** How well the model of that id, or the endpoint of that name, answers here. */
export function errorRatesOf(subject: string): ErrorRates {
  const name = subject.toLowerCase();
  if (STRONG_NAMES.test(name)) return STRONG;
  return WEAK_NAMES.test(name) ? WEAK : MIDDLING;
}
