import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nearest } from '../scenario/nearest.ts';
import { Problem } from '../scenario/problem.ts';

/** DatasetFiles are the files that a dataset's path names: itself, or those of a folder and all in it. */
export interface DatasetFiles {
  /** Absolute, in the order of their paths. */
  readonly batches: readonly string[];
  /** Bodies that lie apart from the records of a model-invocation log, by file name. */
  readonly bodies: ReadonlyMap<string, string>;
  /** Of the bytes of all files, hexadecimal. */
  readonly sha256: string;
}

const READABLE = /\.(jsonl?|ndjson)(\.gz)?$|\.gz$/i;

/** Where model-invocation logging puts bodies that are too long for the record. */
const BODIES = `${sep}data${sep}`;

/**
 * `companions` lie beside a file and are read with it. Throws a Problem for what is not there or
 * cannot be read, and for a folder where none may be.
 */
export async function datasetFiles(
  path: string,
  { folders, companions }: { readonly folders: boolean; readonly companions: readonly string[] },
): Promise<DatasetFiles> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw unreadable(path, error);
    },
  );
  if (!isFolder) {
    const sha256 = await digest([path, ...companions], path);
    return { batches: [path], bodies: new Map(), sha256 };
  }
  if (!folders) {
    throw new Problem(`The dataset "${path}" is a folder.`, {
      remedy: 'Name a file in it, or give the format "bedrock-log" or "bedrock-batch".',
    });
  }
  const files = await filesIn(path);
  const isBody = (file: string): boolean => `${sep}${relative(path, file)}`.includes(BODIES);
  const batches = files.filter((file) => !isBody(file));
  if (batches.length === 0) {
    throw new Problem(`The dataset "${path}" holds no .json, .jsonl or .gz file.`, {
      remedy: 'Copy the logs there: aws s3 sync s3://bucket/prefix/AWSLogs folder.',
    });
  }
  const bodies = new Map(files.filter(isBody).map((file) => [basename(file), file]));
  return { batches, bodies, sha256: await digest(files, path) };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && READABLE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Of one file its bytes alone; of a folder the names too, since moving a file may change the order. */
async function digest(files: readonly string[], root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    if (file !== root) hash.update(`${relative(root, file)}\n`);
    try {
      const bytes: AsyncIterable<Uint8Array> = createReadStream(file);
      for await (const chunk of bytes) hash.update(chunk);
    } catch (error) {
      throw unreadable(file, error);
    }
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
