import type { ModelTraits } from './model-traits.ts';

/**
 * Matches the end of a version number: `5` in `claude-opus-5-20260901`, not in `claude-opus-5-1`.
 */
const END = String.raw`(?![.\d]|-\d{1,2}(?![\da-z]))`;

/** Creates a row of the model table for names with this beginning and exactly this version. */
export function row(names: string, traits: ModelTraits): readonly [RegExp, ModelTraits] {
  return [new RegExp(`^(?:${names})${END}`), traits];
}
