import type { RunResult } from '../result/result.ts';

/** Returns the command that repeats a run; undefined for a scenario without a file. */
export function rerunCommand(result: RunResult): string | undefined {
  const { scenario, environment, flags = workersFlag(result) } = result;
  const { file } = scenario;
  if (typeof file !== 'string') return undefined;
  const words = ['run', file, '--seed', String(environment.seed), ...flags];
  return `proofload ${words.map(quoted).join(' ')}`;
}

/** Returns the flag for the number of workers, for older results without flags. */
function workersFlag({ environment: { workers } }: RunResult): readonly string[] {
  return workers === undefined ? [] : ['--workers', String(workers)];
}

/** Returns the command that measures the time the client adds in such a run. */
export function calibrateCommand({ scenario: { file } }: RunResult): string {
  return ['proofload calibrate', ...(typeof file === 'string' ? [quoted(file)] : [])].join(' ');
}

/** Quotes an argument for a shell. */
function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
