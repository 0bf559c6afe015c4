import type { RunResult } from './result.ts';

/** A repeat command is what to type to do the same run again; undefined when the scenario had no file. */
export function repeatCommand(result: RunResult): string | undefined {
  const file = quotedFile(result);
  if (file === undefined) return undefined;
  return `proofload run ${file} --seed ${result.environment.seed}`;
}

/** What to type to learn what the client adds to the times of such a run. */
export function calibrateCommand(result: RunResult): string {
  return ['proofload calibrate', quotedFile(result) ?? ''].join(' ').trimEnd();
}

function quotedFile({ scenario: { file } }: RunResult): string | undefined {
  if (typeof file !== 'string') return undefined;
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
