import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { parseDuration, type Milliseconds } from '../../time/duration.ts';
import { duration, positive, strictObject, textMap } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { isInS3, readS3Uri, S3_URI_ADVICE } from '../schema/s3-uri.ts';

/** File formats with a reader. A trace has times and lengths, for which prompts are generated. */
const DATASET_FORMATS = [
  'csv',
  'tsv',
  'jsonl',
  'json',
  'parquet',
  'azure-trace',
  'burstgpt',
  'mooncake',
  'servegen',
  'bedrock-log',
  'bedrock-batch',
] as const;

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
      context.addIssue({
        code: 'custom',
        message: `It is not a valid regular expression: ${reason}.`,
      });
    }
  });

const sessions = strictObject({
  thinkTime: z
    .union([
      duration.transform((mean) => ({ spread: 'none' as const, mean })),
      strictObject({
        mean: duration.describe('Mean of an exponential think time.'),
      }).transform(({ mean }) => ({ spread: 'exponential' as const, mean })),
    ])
    .default({ spread: 'none', mean: 0 })
    .describe(
      'Time between an answer and the next turn: always the same, or exponential around its `mean`. Milliseconds, or a duration such as 5s.',
    ),
  history: z
    .enum(['answered', 'replayed'])
    .default('answered')
    .describe(
      'Earlier answers in later turns: `answered` is the model’s own, `replayed` the rows’ references, so that all runs and targets have equal prompts.',
    ),
});

/** How the rows of a session become a conversation. */
export type SessionSettings = ReadonlyOutput<typeof sessions>;

/** Time between an answer and the next turn: constant, or exponential with this mean. */
export type ThinkTime = SessionSettings['thinkTime'];

/** Schema of a dataset: its file and how to read it. */
export const datasetSchema = strictObject({
  file: z
    .string()
    .min(1)
    .refine((file) => !isInS3(file) || readS3Uri(file) !== undefined, {
      error: `This is not an S3 location. ${S3_URI_ADVICE}`,
    })
    .describe(
      'Path of a file, or of a folder of logs, relative to the scenario’s file; or in S3, s3://bucket/key and, for a folder, s3://bucket/prefix/. Names that end in .gz are unzipped.',
    ),
  format: z
    .enum(DATASET_FORMATS)
    .exactOptional()
    .describe('Format of the file. Default: by the extension of its name, else jsonl.'),
  order: z
    .enum(['sequential', 'shuffle'])
    .default('shuffle')
    .describe(
      'Order of the rows: `shuffle` sends each row equally often, in a new seeded order each round.',
    ),
  limit: positive
    .exactOptional()
    .describe('Number of rows after which the rest is left out. Default: no limit.'),
  window: window
    .exactOptional()
    .describe(
      'Window with the most rows: busiest 10m. Rows outside it are left out. Default: all rows.',
    ),
  sessions: sessions
    .exactOptional()
    .describe('Rows of one `session` form a conversation. Default: every row stands alone.'),
  redact: z
    .array(pattern)
    .default([])
    .describe(
      'Regular expressions; matches in any text of a row become [redacted] and are not stored.',
    ),
  skipBadRows: z
    .boolean()
    .default(false)
    .describe('Whether malformed rows are left out and counted; else the first one is an error.'),
  columns: textMap
    .default({})
    .describe(
      'Names of the file’s columns, or paths inside them, by proofload’s names: question: body.messages.1.content.',
    ),
  map: z
    .custom<(row: Readonly<Record<string, unknown>>) => Record<string, unknown>>(
      (value) => typeof value === 'function',
      { error: 'map is a function of a row, which only a TypeScript scenario can contain.' },
    )
    .exactOptional()
    .describe(
      'Function that transforms each row before it is used; only in TypeScript scenarios. Default: rows are not changed.',
    ),
});

type Settings = ReadonlyOutput<typeof datasetSchema>;

/** Settings of a dataset, with an absolute path. */
export interface DatasetSource extends Omit<Settings, 'window' | 'format'> {
  readonly format: (typeof DATASET_FORMATS)[number];
  /**
   * Length of the busiest window, milliseconds, to which the rows are limited; absent for all rows.
   */
  readonly busiest?: Milliseconds;
}
