import type { ModelTraits } from './model-traits.ts';

/** A version number that is not the beginning of a longer one: `5` in `claude-opus-5-20260901`. */
const END = String.raw`(?![.\d]|-\d{1,2}(?![\da-z]))`;

/** A row of the model table: names that begin so, without a version that goes on. */
export function row(names: string, traits: ModelTraits): readonly [RegExp, ModelTraits] {
  return [new RegExp(`^(?:${names})${END}`), traits];
}
