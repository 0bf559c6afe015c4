import { redactUrls } from '../secrets/redact.ts';

/** Flags of `proofload run`. */
export interface RunVerbOptions {
  readonly endpoint?: string;
  readonly seed?: number;
  readonly ca?: string;
  readonly workers: number;
  readonly out: string;
  readonly requireValid?: boolean;
  readonly answers: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_OUT = 'reports';

/** Returns the flags that repeat the run, as given, without the seed, which the result contains. */
export function repeatFlags(options: RunVerbOptions): readonly string[] {
  const { endpoint, ca, workers, out, requireValid, answers } = options;
  return [
    ...(endpoint === undefined ? [] : ['--endpoint', redactUrls(endpoint)]),
    ...(ca === undefined ? [] : ['--ca', ca]),
    ...(workers === 1 ? [] : ['--workers', String(workers)]),
    ...(out === DEFAULT_OUT ? [] : ['--out', out]),
    ...(requireValid === true ? ['--require-valid'] : []),
    ...(answers ? [] : ['--no-answers']),
  ];
}
