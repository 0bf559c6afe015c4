import type { Milliseconds } from '../../time/duration.ts';
import type { SessionSettings } from './session-settings.ts';

/** The kinds of files there are readers for. Traces hold times and lengths, to which prompts are made up. */
export const DATASET_FORMATS = [
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

/** A DatasetSource says where rows come from and in which order they are asked. */
export interface DatasetSource {
  /**
   * Absolute path of a file, or of a folder of logs; or in S3, `s3://bucket/key` and, for a folder,
   * `s3://bucket/prefix/`. What ends in `.gz` is unzipped.
   */
  readonly file: string;
  readonly format: (typeof DATASET_FORMATS)[number];
  /** `shuffle` asks each row equally often, in a new seeded order each round. */
  readonly order: 'sequential' | 'shuffle';
  /** Rows after this many are left out. */
  readonly limit?: number;
  /** Only the rows of the stretch of this length in which most came. */
  readonly busiest?: Milliseconds;
  /** Rows of one session form a conversation; absent where every row stands alone. */
  readonly sessions?: SessionSettings;
  /** Regular expressions; what they match in any text of a row is never kept. */
  readonly redact: readonly string[];
  /** Leaves malformed rows out and counts them, in place of failing on the first. */
  readonly skipBadRows: boolean;
  /** Our column name to the file's, or to a path inside it: `{ question: 'body.messages.1.content' }`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Reshapes a row before anything reads it; only in TypeScript scenarios. */
  readonly map?: (row: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}
