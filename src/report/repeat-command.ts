import type { RunResult } from './result.ts';

/** A repeat command is what to type to do the same run again; undefined when the scenario had no file. */
export function repeatCommand({ scenario, environment }: RunResult): string | undefined {
  const { file } = scenario;
  if (typeof file !== 'string') return undefined;
  const quoted = /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
  return `proofload run ${quoted} --seed ${environment.seed}`;
}
