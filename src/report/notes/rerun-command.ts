import type { RunResult } from '../result/result.ts';

/** A repeat command is what to type to do the same run again; undefined when the scenario had no file. */
export function rerunCommand(result: RunResult): string | undefined {
  const { scenario, environment, flags = workersFlag(result) } = result;
  const { file } = scenario;
  if (typeof file !== 'string') return undefined;
  const words = ['run', file, '--seed', String(environment.seed), ...flags];
  return `proofload ${words.map(quoted).join(' ')}`;
}

/** Results of before flags were kept tell of their workers alone. */
function workersFlag({ environment: { workers } }: RunResult): readonly string[] {
  return workers === undefined ? [] : ['--workers', String(workers)];
}

/** What to type to learn what the client adds to the times of such a run. */
export function calibrateCommand({ scenario: { file } }: RunResult): string {
  return ['proofload calibrate', ...(typeof file === 'string' ? [quoted(file)] : [])].join(' ');
}

/** A word as a shell takes it whole. */
function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
