import type { Validity, Verdict } from './verdict.ts';

/** Exit code of a run; 99, 104, 105, 107 and 108 are k6's (errext/exitcodes). */
type ExitCode = 0 | 96 | 97 | 98 | 99 | 105 | 108;

export interface RunVerdict {
  readonly verdict: Verdict;
  readonly validity: Validity;
  /** Why it ended early. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';
  readonly targets: readonly { readonly thresholds: readonly unknown[] }[];
  /** Treats a suspect measurement like an invalid one. */
  readonly requireValid: boolean;
}

const STOPPED = { signal: 105, budget: 96, threshold: 108, lost: 99 } as const;

/**
 * Returns the exit code of a run: by why it ended early, then by its validity, then by its verdict.
 *
 * A threshold requires a decision, so an inconclusive run exits with 97; a run without thresholds
 * exits with 0.
 */
export function exitCode({
  verdict,
  validity,
  stopped,
  targets,
  requireValid,
}: RunVerdict): ExitCode {
  if (stopped !== undefined) return STOPPED[stopped];
  if (validity === 'invalid' || (requireValid && validity === 'suspect')) return 98;
  if (verdict === 'fail' || verdict === 'no-data') return 99;
  const asked = targets.some(({ thresholds }) => thresholds.length > 0);
  return verdict === 'inconclusive' && asked ? 97 : 0;
}
