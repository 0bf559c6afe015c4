import { bareName } from './model-name.ts';
import { MODEL_ROWS } from './model-rows.ts';
import type { ModelTraits } from './model-traits.ts';

export type { ModelTraits } from './model-traits.ts';

/** When the table was written down. */
export const MODEL_TABLE_DATE = '2026-11-27';

/**
 * What the table says of a model, by its id, profile, ARN or a gateway's name of it
 * (`openai/gpt-5-mini`); undefined where it has no row. Deployment names of one's own have none.
 */
export function modelTraits(model: string): ModelTraits | undefined {
  const name = bareName(model);
  return MODEL_ROWS.find(([pattern]) => pattern.test(name))?.[1];
}
