import { dirname } from 'node:path';
import { Problem } from '../problem/problem.ts';

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EFBIG: 'The file is as large as the system allows',
  EACCES: 'Permission is denied',
  EPERM: 'Permission is denied',
  EROFS: 'The disk is read-only',
  EEXIST: 'A file is in the way',
  ENOTDIR: 'A file is in the way',
  EISDIR: 'A directory is in the way',
};

/** Converts a file-system error on writing to a Problem; returns any other error unchanged. */
export function writeProblem(
  file: string,
  cause: unknown,
  remedy = `What was written up to here is readable in ${dirname(file)}.`,
): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === undefined) return cause;
  const why = WHY[code] ?? `The system says ${code}`;
  return new Problem(`${why}: ${file} could not be written.`, { remedy, cause });
}
