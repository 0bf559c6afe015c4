import type { Score } from '../../judge/score.ts';
import type { RunDirectory } from '../../store/run-directory.ts';

/** Writes a run's files while it runs; writes nothing for a run without a directory. */
export type RunFiles = Pick<
  RunDirectory<Score>,
  'write' | 'appendSample' | 'appendAnswer' | 'appendScore' | 'flush' | 'damages' | 'close'
> & {
  /** Run directory; absent if nothing is written. */
  readonly path?: string;
};

/** Files of a run that writes nothing. */
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
