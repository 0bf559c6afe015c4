import type { Score } from '../../judge/score.ts';
import type { RunDirectory } from '../../store/run-directory.ts';

/** RunFiles are what a run writes while it goes: into its run directory, or nowhere. */
export type RunFiles = Pick<
  RunDirectory<Score>,
  'write' | 'appendSample' | 'appendAnswer' | 'appendScore' | 'flush' | 'damages' | 'close'
> & {
  /** Absent where nothing is written. */
  readonly path?: string;
};

/** Of a run that writes nothing. */
export const NO_FILES: RunFiles = {
  write: ignore,
  appendSample: ignore,
  appendAnswer: ignore,
  appendScore: ignore,
  flush: ignore,
  damages: () => [],
  close: ignore,
};

function ignore(): void {}
