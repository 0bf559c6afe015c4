import type { Problem } from '../problem/problem.ts';
import type { Random } from '../random/random.ts';
import type { DatasetSource } from '../scenario/dataset/dataset-schema.ts';
import type { Milliseconds } from '../time/duration.ts';
import { readBedrockBatch } from './bedrock/bedrock-batch.ts';
import { bedrockLogRows, readBedrockLog } from './bedrock/bedrock-log.ts';
import type { DatasetFiles } from './files/dataset-files.ts';
import type { FileSource, FoundFile } from './files/file-source.ts';
import { readText } from './files/text-file.ts';
import type { Notes } from './query/dataset-notes.ts';
import { DELIMITERS } from './rows/csv-delimiter.ts';
import { csvRows } from './rows/csv.ts';
import { jsonRows } from './rows/json-rows.ts';
import { jsonlRows } from './rows/jsonl.ts';
import type { Row } from './rows/row.ts';
import { createAzureTrace } from './traces/azure-trace.ts';
import { createBurstGptTrace } from './traces/burstgpt-trace.ts';
import type { TimeWindow } from './traces/busiest-window.ts';
import { createMooncakeTrace } from './traces/mooncake-trace.ts';
import {
  busiestServeGen,
  createServeGenReader,
  serveGenCompanions,
  serveGenTrace,
} from './traces/servegen-trace.ts';

/** How one file format yields rows, and how these become rows with reserved columns. */
export interface Format {
  readonly rows: (file: FoundFile, pass: Pass) => AsyncIterable<Row | Problem>;
  /** Creates the row reader of one pass; `random` generates what a trace leaves out. */
  readonly reader: (random: Random) => (row: Row) => Row;
  /** Whether rows may have a well-known shape (shape.ts). */
  readonly shaped: boolean;
  /** Whether the dataset may be a folder of such files. */
  readonly folders: boolean;
  /** Whether rows are unordered and have to be sorted by `at`. */
  readonly scattered: boolean;
  /** Paths of further files that are read with the named one. */
  readonly companions?: (file: string, source: FileSource) => Promise<readonly string[]>;
  /**
   * Finds the busiest window of a file that holds rates. Absent for files of requests, which are
   * counted.
   */
  readonly busiest?: (
    file: string,
    length: Milliseconds,
    source: FileSource,
  ) => Promise<TimeWindow>;
}

/** One pass over a dataset. */
export interface Pass {
  readonly files: DatasetFiles;
  /** Generates what a trace leaves out. */
  readonly random: Random;
  /** Times to keep; all when undefined. */
  readonly timeWindow: TimeWindow | undefined;
  /** Number of rows to keep; all when undefined. */
  readonly limit: number | undefined;
  /** Collects notes for the user on how rows were read. */
  readonly notes: Notes;
}

const plain = {
  reader: () => (row: Row) => row,
  shaped: false,
  folders: false,
  scattered: false,
};
const csv = { ...plain, rows: csvFile(false) };
const jsonl = {
  ...plain,
  rows: ({ path }: FoundFile, { files }: Pass) => jsonlRows(readText(path, files.source), path),
};

export const FORMATS: Readonly<Record<DatasetSource['format'], Format>> = {
  csv: { ...csv, shaped: true },
  tsv: { ...csv, rows: csvFile(true), shaped: true },
  jsonl: { ...jsonl, shaped: true },
  json: {
    ...plain,
    rows: ({ path }, { files }) => jsonRows(readText(path, files.source), path),
    shaped: true,
  },
  parquet: { ...plain, rows: parquet, shaped: true },
  'azure-trace': { ...csv, reader: createAzureTrace },
  burstgpt: { ...csv, reader: createBurstGptTrace },
  mooncake: { ...jsonl, reader: createMooncakeTrace },
  servegen: {
    ...plain,
    rows: ({ path }, { random, files, ...draft }) =>
      serveGenTrace(path, random, { ...draft, source: files.source }),
    reader: createServeGenReader,
    companions: serveGenCompanions,
    busiest: busiestServeGen,
  },
  'bedrock-batch': { ...jsonl, reader: () => readBedrockBatch, folders: true },
  'bedrock-log': {
    rows: (file, { files }) => bedrockLogRows(file, files),
    reader: () => readBedrockLog,
    shaped: false,
    folders: true,
    scattered: true,
  },
};

function csvFile(tabs: boolean): Format['rows'] {
  return ({ path }, { files, notes }) =>
    csvRows(readText(path, files.source), path, {
      tabs,
      onDelimiter: (delimiter) => {
        if (delimiter === ',' || tabs) return;
        const message = `Cells are divided by ${DELIMITERS[delimiter]}, as in the first line.`;
        notes.add(message, 1, () => ({ level: 'ok', message }));
      },
    });
}

/** Imports the Parquet reader on demand: most datasets are not Parquet. */
async function* parquet(file: FoundFile, { files }: Pass): AsyncGenerator<Row> {
  const { parquetRows } = await import('./rows/parquet.ts');
  yield* parquetRows(file, files.source);
}
