import { bareName } from './model-name.ts';
import { MODEL_ROWS } from './model-rows.ts';
import type { ModelTraits } from './model-traits.ts';

export type { ModelTraits } from './model-traits.ts';

/** Date of the table. */
export const MODEL_TABLE_DATE = '2026-11-27';

/**
 * Returns the traits of a model, by id, inference profile, ARN or gateway name
 * (`openai/gpt-5-mini`); undefined without a row, as for custom deployment names.
 */
export function modelTraits(model: string): ModelTraits | undefined {
  const name = bareName(model);
  return MODEL_ROWS.find(([pattern]) => pattern.test(name))?.[1];
}
