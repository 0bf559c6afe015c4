import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

/** Schema of a criterion. */
export const criterionSchema = strictObject({
  name: z
    .string()
    .regex(/^[\w-]+$/)
    .describe('Name of the criterion in metrics and reports.'),
  question: z.string().describe('Question for the judge, as a sentence.'),
  levels: z
    .array(z.string())
    .min(2)
    .describe('Levels from worst to best; the score of level i of n is i / (n - 1).'),
  needs: z
    .array(z.enum(['reference', 'context']))
    .default([])
    .describe(
      'Columns that the judge needs beside question and answer; answers without them are not judged on this criterion.',
    ),
  pass: z
    .number()
    .min(0)
    .max(1)
    .describe('Score, from 0 to 1, at or above which an answer passes.'),
  empty: z
    .union([z.literal('judge'), z.int().min(0)])
    .exactOptional()
    .describe(
      'Level of an empty answer, without a request to the judge, 0 for the first; or `judge` to send it. Default: 0.',
    ),
}).refine(({ levels, empty = 0 }) => empty === 'judge' || empty < levels.length, {
  path: ['empty'],
  error: 'It is a level, 0 for the first, or "judge".',
});

/** One question about an answer, with a scale of described levels. */
export type Criterion = ReadonlyOutput<typeof criterionSchema>;
