import { createReadStream, readdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';
import type { FileSource, FoundFile } from './file-source.ts';

/** The file source of the local disk. */
export const localFiles: FileSource = {
  async find(path) {
    try {
      const found = await stat(path);
      if (found.isDirectory()) return { isFolder: true, files: await filesIn(path) };
      return { isFolder: false, files: [{ path, name: basename(path), size: found.size }] };
    } catch (error) {
      throw unreadable(path, error);
    }
  },
  async *open(path, range) {
    // Node's `end` is inclusive.
    const some = range === undefined ? {} : { start: range.start, end: range.end - 1 };
    const bytes: AsyncIterable<Uint8Array> = createReadStream(path, some);
    try {
      yield* bytes;
    } catch (error) {
      throw unreadable(path, error);
    }
  },
};

async function filesIn(folder: string): Promise<FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const name = relative(folder, path).split(sep).join('/');
        return { path, name, size: (await stat(path)).size };
      }),
  );
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
