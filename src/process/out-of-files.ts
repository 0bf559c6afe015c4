import { readFileSync } from 'node:fs';
import { Problem } from '../problem/problem.ts';

/** Files that Node may open at once while it loads a verb's modules; short of them it finds none. */
const LOADING = 256;

/** How many files this process may have open (ulimit -n); undefined where the system does not tell. */
export function openFileLimit(file = '/proc/self/limits'): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    // Linux alone has it; elsewhere whoever runs out finds out.
    return undefined;
  }
}

/** Throws a Problem where not even the modules can be loaded, which Node would tell as missing files. */
export function refuseNoFiles(limit: number | undefined): void {
  if (limit === undefined || limit >= LOADING) return;
  throw new Problem(
    `This process may open ${limit} files (ulimit -n), and proofload needs ${LOADING} to start.`,
    { remedy: 'Raise it, as in ulimit -n 4096.' },
  );
}

/** Whether the system refused to open one more file, a module or a pipe of ours. */
export function isOutOfFiles(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || error instanceof Problem) return false;
  const code = 'code' in error ? error.code : undefined;
  return code === 'EMFILE' || code === 'ENFILE' || /\b(?:EMFILE|ENFILE)\b/.test(error.message);
}

/** The same, as a sentence for who can raise the limit. */
export function outOfFiles(cause: NodeJS.ErrnoException, limit: number | undefined): Problem {
  const allowed = limit === undefined ? '' : ` of the ${limit} it may open (ulimit -n)`;
  return new Problem(`This process has no file left${allowed}: ${cause.message}.`, {
    remedy: 'Raise the limit, as in ulimit -n 4096, or have fewer requests in flight.',
    cause,
  });
}
