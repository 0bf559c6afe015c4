import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Problem } from '../../problem/problem.ts';
import type { ObjectStore } from './object-store.ts';

/** Fills each bucket with the files of a local folder and of its subfolders. */
export function seedBuckets(store: ObjectStore, folders: Readonly<Record<string, string>>): void {
  for (const [bucket, folder] of Object.entries(folders)) {
    store.create(bucket);
    for (const file of filesIn(bucket, folder)) {
      const key = relative(folder, file).split(sep).join('/');
      if (store.keep({ bucket, key }, readFileSync(file))) continue;
      throw new Problem(`The folder "${folder}" is too big for the bucket "${bucket}".`, {
        remedy: 'The emulator holds 256 MiB of objects in memory: fill it with less.',
      });
    }
  }
}

function filesIn(bucket: string, folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    throw new Problem(`The bucket "${bucket}" cannot be filled from "${folder}".`, {
      remedy: 'Name an existing folder.',
      cause,
    });
  }
}
