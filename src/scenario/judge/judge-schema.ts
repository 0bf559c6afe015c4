import { z } from 'zod';
import { nearest } from '../../problem/nearest.ts';
import { positive, strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { targetSchema } from '../target/target-schema.ts';
import type { TargetSpec } from '../target/target-spec.ts';
import { CRITERIA } from './criteria.ts';
import { criterionSchema } from './criterion-schema.ts';

const criterion = z.union([
  z.string().transform((name, context) => {
    const known = CRITERIA[name];
    if (known !== undefined) return known;
    const near = nearest(name, Object.keys(CRITERIA));
    context.addIssue({
      code: 'custom',
      message: `There is no built-in criterion "${name}". ${near === undefined ? `Built in are ${Object.keys(CRITERIA).join(', ')}.` : `Did you mean "${near}"?`}`,
    });
    return z.NEVER;
  }),
  criterionSchema,
]);

/** Schema of the judge. */
export const judgeSchema = strictObject({
  target: targetSchema.describe('Model of the judge, as a target.'),
  criteria: z
    .array(criterion)
    .min(1)
    .describe(
      `Names of built-in criteria (${Object.keys(CRITERIA).join(', ')}), or custom criteria.`,
    ),
  sample: positive
    .default(50)
    .describe(
      'Number of `ok` answers of each target that are scored, drawn at random under the seed.',
    ),
  concurrency: positive.default(4).describe('Number of requests to the judge at once.'),
});

/** Settings of the judge: which answers it scores, on which criteria, and its model. */
export interface JudgeSettings extends Omit<ReadonlyOutput<typeof judgeSchema>, 'target'> {
  /** The judge's model, as a target. */
  readonly target: TargetSpec;
}
