import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { parseDuration } from '../../time/duration.ts';
import { duration, positive, strictObject } from '../schema/fields.ts';
import { isInS3, readS3Uri, S3_URI_ADVICE } from '../schema/s3-uri.ts';
import { DATASET_FORMATS } from './dataset-source.ts';

const window = z.string().transform((text, context) => {
  try {
    const [, length] = /^busiest\s+(.+)$/.exec(text.trim()) ?? [];
    const ms = length === undefined ? 0 : parseDuration(length);
    if (ms > 0) return ms;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  context.addIssue({
    code: 'custom',
    message: `"${text}" is not a window. Write "busiest" and a duration: busiest 10m.`,
  });
  return z.NEVER;
});

const pattern = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      RegExp(source, 'gu');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', message: `It is no regular expression: ${reason}.` });
    }
  });

const sessions = strictObject({
  thinkTime: z
    .union([
      duration.transform((mean) => ({ spread: 'none' as const, mean })),
      strictObject({ mean: duration }).transform(({ mean }) => ({
        spread: 'exponential' as const,
        mean,
      })),
    ])
    .prefault(0),
  history: z.enum(['answered', 'replayed']).default('answered'),
});

/** Where rows come from: a file, and more about it. */
export const datasetSchema = strictObject({
  file: z
    .string()
    .min(1)
    .refine((file) => !isInS3(file) || readS3Uri(file) !== undefined, {
      error: `This names nothing in S3. ${S3_URI_ADVICE}`,
    }),
  format: z.enum(DATASET_FORMATS).exactOptional(),
  order: z.enum(['sequential', 'shuffle']).default('shuffle'),
  limit: positive.exactOptional(),
  window: window.exactOptional(),
  sessions: sessions.exactOptional(),
  redact: z.array(pattern).default([]),
  skipBadRows: z.boolean().default(false),
  columns: z.record(z.string(), z.string()).default({}),
  map: z
    .custom<(row: Readonly<Record<string, unknown>>) => Record<string, unknown>>(
      (value) => typeof value === 'function',
      { error: 'map is a function of a row, which only a TypeScript scenario can hold.' },
    )
    .exactOptional(),
});
