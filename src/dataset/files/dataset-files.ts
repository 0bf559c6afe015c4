import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Problem } from '../../problem/problem.ts';
import type { FileSource, FoundFile } from './file-source.ts';

/** DatasetFiles are the files that a dataset's path names: itself, or those of a folder and all in it. */
export interface DatasetFiles {
  /** In the order of their names. */
  readonly batches: readonly FoundFile[];
  /** Bodies that lie apart from the records of a model-invocation log, by file name. */
  readonly bodies: ReadonlyMap<string, FoundFile>;
  /** Of the bytes of all files, hexadecimal. */
  readonly sha256: string;
  /** What they are read from. */
  readonly source: FileSource;
}

const READABLE = /\.(jsonl?|ndjson)(\.gz)?$|\.gz$/i;

/** Where model-invocation logging puts bodies that are too long for the record. */
const BODIES = '/data/';

/**
 * `companions` lie beside a file and are read with it. Throws a Problem for what is not there or
 * cannot be read, and for a folder where none may be.
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

/** Of one file its bytes alone; of others the names too, since moving a file may change the order. */
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
