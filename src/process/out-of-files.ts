import { readFileSync } from 'node:fs';
import { Problem } from '../problem/problem.ts';

/**
 * Files that Node opens at once to load a command's modules; with fewer it reports missing files.
 */
const LOADING = 256;

/** Returns the limit of open files (ulimit -n); undefined if the system does not expose it. */
export function openFileLimit(file = '/proc/self/limits'): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    // Only Linux exposes it.
    return undefined;
  }
}

/**
 * Throws a Problem if the limit is too low to load the modules, which Node would report as missing
 * files.
 */
export function refuseNoFiles(limit: number | undefined): void {
  if (limit === undefined || limit >= LOADING) return;
  throw new Problem(
    `This process may open ${limit} files (ulimit -n), and proofload needs ${LOADING} to start.`,
    { remedy: 'Raise it, as in ulimit -n 4096.' },
  );
}

/** Returns whether an error says that no more files can be opened. */
export function isOutOfFiles(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || error instanceof Problem) return false;
  const code = 'code' in error ? error.code : undefined;
  return code === 'EMFILE' || code === 'ENFILE' || /\b(?:EMFILE|ENFILE)\b/.test(error.message);
}

/** Returns such an error as a Problem that says how to raise the limit. */
export function outOfFiles(cause: NodeJS.ErrnoException, limit: number | undefined): Problem {
  const allowed = limit === undefined ? '' : ` of the ${limit} it may open (ulimit -n)`;
  return new Problem(`This process has no file left${allowed}: ${cause.message}.`, {
    remedy: 'Raise the limit, as in ulimit -n 4096, or have fewer requests in flight.',
    cause,
  });
}
