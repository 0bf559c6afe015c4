import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { nearest } from './nearest.ts';

/** The existing file whose name is nearest to a missing one's, in the same folder, as a relative path. */
export async function nearestFile(missing: string): Promise<string | undefined> {
  const names = await readdir(dirname(missing)).catch(() => []);
  const near = nearest(basename(missing), names);
  return near === undefined ? undefined : relative(process.cwd(), join(dirname(missing), near));
}
