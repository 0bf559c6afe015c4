import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatasetSource } from '../scenario/dataset-source.ts';
import { nearest } from '../scenario/nearest.ts';
import { Problem } from '../scenario/problem.ts';
import type { Random } from '../scenario/random.ts';
import type { Prompt } from '../scenario/scenario.ts';
import { createAzureTrace } from './azure-trace.ts';
import { type Canaries, collectCanaries } from './canary.ts';
import { csvRows } from './csv.ts';
import { jsonlRows } from './jsonl.ts';
import type { Query } from './query.ts';
import { createQueryReader, renamed } from './query-reader.ts';
import type { Row } from './row.ts';
import { readText } from './text-file.ts';

/** A Dataset is the queries of one file, ready to ask, and what the file was. */
export interface Dataset {
  readonly file: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** In the file's order. */
  readonly queries: readonly Query[];
  /** Malformed rows left out; always 0 unless the source says `skipBadRows`. */
  readonly skippedRows: number;
  /** Why, for the first ten of them. */
  readonly skipped: readonly Problem[];
  readonly canaries: Canaries;
}

const SKIPPED_SHOWN = 10;

/**
 * Reads a dataset file as a stream and keeps its queries. `random` makes up the prompts of a trace.
 *
 * Throws a Problem for a missing or empty file, a bad template, and the first malformed row, or only
 * for all rows malformed where the source says `skipBadRows`.
 */
export async function loadDataset(
  source: DatasetSource,
  prompt: Prompt,
  { random }: { readonly random: Random },
): Promise<Dataset> {
  const { file } = source;
  const readQuery = createQueryReader(prompt);
  const readRow = source.format === 'azure-trace' ? createAzureTrace(random) : (row: Row) => row;
  const sha256 = await digest(file);
  const queries: Query[] = [];
  const skipped: Problem[] = [];
  const lineOf = new Map<string, number>();
  let skippedRows = 0;
  for await (const row of rows(source)) {
    if (queries.length === source.limit) break;
    try {
      if (row instanceof Problem) throw row;
      const query = readQuery(readRow(renamed(row, source)));
      checkUnique(query, row, lineOf);
      queries.push(query);
    } catch (error) {
      if (!(error instanceof Problem) || !source.skipBadRows) throw error;
      skippedRows++;
      if (skipped.length < SKIPPED_SHOWN) skipped.push(error);
    }
  }
  if (queries.length === 0) throw nothingToAsk(file, skippedRows, skipped[0]);
  return { file, sha256, queries, skippedRows, skipped, canaries: collectCanaries(queries) };
}

function rows({ file, format }: DatasetSource): AsyncIterable<Row | Problem> {
  const text = readText(file);
  return format === 'jsonl' ? jsonlRows(text, file) : csvRows(text, file);
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    const bytes: AsyncIterable<Uint8Array> = createReadStream(file);
    for await (const chunk of bytes) hash.update(chunk);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest('hex');
}

function unreadable(file: string, cause: unknown): Problem {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code !== 'ENOENT') {
    return new Problem(`The dataset "${file}" cannot be read: ${String(cause)}.`, { cause });
  }
  const folder = dirname(file);
  const near = nearest(basename(file), neighbours(folder));
  return new Problem(`There is no dataset "${file}".`, {
    remedy:
      near === undefined
        ? 'Give its path from the scenario file.'
        : `Did you mean "${join(folder, near)}"?`,
    cause,
  });
}

function neighbours(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // The folder is missing too; the Problem already says that the file is.
  }
}

function checkUnique({ id }: Query, { place }: Row, lineOf: Map<string, number>): void {
  const line = lineOf.get(id);
  if (line !== undefined) {
    throw new Problem(`The id "${id}" is already that of line ${line}.`, {
      place,
      remedy: 'Give each row an id of its own, or leave the column out.',
    });
  }
  lineOf.set(id, place.line);
}

function nothingToAsk(file: string, skippedRows: number, first: Problem | undefined): Problem {
  if (first === undefined) return new Problem('The dataset has no rows.', { place: { file } });
  return new Problem(`All ${skippedRows} rows are malformed. The first: ${first.message}`, {
    place: { file },
    cause: first,
  });
}
