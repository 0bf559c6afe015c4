import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { nearest } from './nearest.ts';

/**
 * Returns the file in the same folder with the name nearest to a missing one's, as a relative path.
 */
export async function nearestFile(missing: string): Promise<string | undefined> {
  const names = await readdir(dirname(missing)).catch(() => []);
  const near = nearest(basename(missing), names);
  return near === undefined ? undefined : relative(process.cwd(), join(dirname(missing), near));
}
