import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Problem } from '../../problem/problem.ts';
import type { FileSource, FoundFile } from './file-source.ts';

/** The files at a dataset's path: one file, or all files in a folder and below it. */
export interface DatasetFiles {
  /** Sorted by name. */
  readonly batches: readonly FoundFile[];
  /** Bodies stored apart from the records of a model-invocation log, by file name. */
  readonly bodies: ReadonlyMap<string, FoundFile>;
  /** SHA-256 of all files, hexadecimal. */
  readonly sha256: string;
  readonly source: FileSource;
}

const READABLE = /\.(jsonl?|ndjson)(\.gz)?$|\.gz$/i;

/** Folder where model-invocation logging stores bodies too long for the record. */
const BODIES = '/data/';

/**
 * Lists and hashes the files of a dataset. `companions` are read with the named file.
 *
 * Throws a Problem for a path that is missing or unreadable, and for a folder where the format
 * allows none.
 */
export async function datasetFiles(
  path: string,
  {
    folders,
    companions,
    source,
  }: {
    readonly folders: boolean;
    readonly companions: readonly string[];
    readonly source: FileSource;
  },
): Promise<DatasetFiles> {
  const listing = await source.find(path);
  if (!listing.isFolder) {
    const beside = companions.map((each) => ({ path: each, name: `../${basename(each)}` }));
    return {
      batches: listing.files,
      bodies: new Map(),
      sha256: await digest([{ path }, ...beside], source),
      source,
    };
  }
  if (!folders) {
    throw new Problem(`The dataset "${path}" is a folder.`, {
      remedy: 'Name a file in it, or give the format "bedrock-log" or "bedrock-batch".',
    });
  }
  const files = listing.files
    .filter(({ name }) => READABLE.test(name))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const isBody = ({ name }: FoundFile): boolean => `/${name}`.includes(BODIES);
  const batches = files.filter((file) => !isBody(file));
  if (batches.length === 0) {
    throw new Problem(`The dataset "${path}" holds no .json, .jsonl or .gz file.`, {
      remedy: 'Give the folder, or the prefix in S3, that the logs are under.',
    });
  }
  const bodies = new Map(files.filter(isBody).map((file) => [basename(file.name), file]));
  return { batches, bodies, sha256: await digest(files, source), source };
}

/**
 * Hashes the bytes of the files; with names where there are several, since renaming may change the
 * order.
 */
async function digest(
  files: readonly { readonly path: string; readonly name?: string }[],
  source: FileSource,
): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, name } of files) {
    if (name !== undefined) hash.update(`${name}\n`);
    for await (const chunk of source.open(path)) hash.update(chunk);
  }
  return hash.digest('hex');
}
