/** A DatasetSource says where rows come from and in which order they are asked. */
export interface DatasetSource {
  /** Absolute path; `.csv`, `.jsonl` or `.ndjson`. */
  readonly file: string;
  /** `azure-trace` reads TIMESTAMP, ContextTokens, GeneratedTokens and makes up prompts of those lengths. */
  readonly format: 'csv' | 'jsonl' | 'azure-trace';
  /** `shuffle` asks each row equally often, in a new seeded order each round. */
  readonly order: 'sequential' | 'shuffle';
  /** Rows after this many are left out. */
  readonly limit?: number;
  /** Leaves malformed rows out and counts them, in place of failing on the first. */
  readonly skipBadRows: boolean;
  /** Our column name to the file's: `{ question: 'text' }`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Reshapes a row before anything reads it; only in TypeScript scenarios. */
  readonly map?: (row: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}
