import type { DatasetSource } from '../scenario/dataset-source.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Problem } from '../scenario/problem.ts';
import type { Random } from '../scenario/random.ts';
import { createAzureTrace } from './azure-trace.ts';
import { readBedrockBatch } from './bedrock-batch.ts';
import { bedrockLogRows, readBedrockLog } from './bedrock-log.ts';
import { createBurstTrace } from './burst-trace.ts';
import type { Stretch } from './busiest-stretch.ts';
import { csvRows } from './csv.ts';
import type { DatasetFiles } from './dataset-files.ts';
import type { FileSource, FoundFile } from './file-source.ts';
import { jsonlRows } from './jsonl.ts';
import { createMooncakeTrace } from './mooncake-trace.ts';
import type { Row } from './row.ts';
import {
  busiestServeGen,
  createServeGenReader,
  serveGenCompanions,
  serveGenTrace,
} from './servegen-trace.ts';
import { readText } from './text-file.ts';

/** A Format is how one kind of file yields rows, and how these become ones that can be asked. */
export interface Format {
  readonly rows: (file: FoundFile, pass: Pass) => AsyncIterable<Row | Problem>;
  /** Makes the reader of one pass over the rows; `random` makes up what a trace leaves out. */
  readonly reader: (random: Random) => (row: Row) => Row;
  /** Whether a dataset may be a folder of such files. */
  readonly folders: boolean;
  /** Whether rows come in any order and have to be put into that of their `at`. */
  readonly scattered: boolean;
  /** What lies beside the file named and is read with it. */
  readonly companions?: (file: string, source: FileSource) => Promise<readonly string[]>;
  /** The busiest stretch, where a file holds rates in place of requests; else they are counted. */
  readonly busiest?: (file: string, length: Milliseconds, source: FileSource) => Promise<Stretch>;
}

/** One reading of a dataset, from beginning to end. */
export interface Pass {
  readonly files: DatasetFiles;
  /** Makes up what a trace leaves out. */
  readonly random: Random;
  /** What will be kept; all of it when absent. */
  readonly stretch: Stretch | undefined;
  /** How many rows will be kept; all when absent. */
  readonly limit: number | undefined;
}

const plain = { reader: () => (row: Row) => row, folders: false, scattered: false };
const csv = {
  ...plain,
  rows: ({ path }: FoundFile, { files }: Pass) => csvRows(readText(path, files.source), path),
};
const jsonl = {
  ...plain,
  rows: ({ path }: FoundFile, { files }: Pass) => jsonlRows(readText(path, files.source), path),
};

export const FORMATS: Readonly<Record<DatasetSource['format'], Format>> = {
  csv,
  jsonl,
  parquet: { ...plain, rows: parquet },
  'azure-trace': { ...csv, reader: createAzureTrace },
  burstgpt: { ...csv, reader: createBurstTrace },
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
    folders: true,
    scattered: true,
  },
};

/** Loaded when asked for: most datasets are not Parquet. */
async function* parquet(file: FoundFile, { files }: Pass): AsyncGenerator<Row> {
  const { parquetRows } = await import('./parquet.ts');
  yield* parquetRows(file, files.source);
}
