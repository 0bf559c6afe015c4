import { autocorrelation, batchMedians } from '../../statistics/autocorrelation.ts';
import type { Sampling } from '../../statistics/equivalent-size.ts';
import { mser5 } from '../../statistics/mser.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A SteadyState is how far one target's latencies are like independent draws from one distribution. */
export interface SteadyState {
  /** Lag-1 autocorrelation of the medians of `batches` batches in order of time, -1 to 1. */
  readonly autocorrelation?: number;
  readonly batches?: number;
  /** How many independent latencies these are worth for their median. */
  readonly effective?: number;
  /** Worth less than a quarter of their number: the latencies foretell each other. */
  readonly tied: boolean;
  /** MSER-5's cut; absent where no beginning is unlike the rest, or the load itself changed. */
  readonly beginning?: Transient;
}

/** A Transient is a first part of the run that looks unlike the rest. */
export interface Transient {
  /** From the run's start to the first answer that is like the rest. */
  readonly until: Milliseconds;
  readonly answers: number;
  /** Mean latencies of the beginning and of the rest. */
  readonly mean: Milliseconds;
  readonly restMean: Milliseconds;
  /** False where more than half of the run would have to go: it found no steady state. */
  readonly settled: boolean;
}

const TIED = 0.25;

/** A beginning is worth a word when its mean is this far off, in share and in standard errors. */
const NOTABLE = { share: 0.1, errors: 3 };

/**
 * Judges latencies in order of their due times. `level` says that the load was meant to be the same
 * all along: across a ramp nothing can look steady.
 */
export function assessSteadyState(
  entries: readonly { readonly due: Milliseconds; readonly latency: Milliseconds }[],
  { level, sampling }: { readonly level: boolean; readonly sampling?: Sampling },
): SteadyState {
  const latencies = entries.map(({ latency }) => latency);
  const batches = batchMedians(latencies);
  const r1 = batches === undefined ? undefined : autocorrelation(batches.medians);
  const beginning = level ? beginningOf(entries, latencies) : undefined;
  return {
    ...(batches === undefined || r1 === undefined
      ? {}
      : { autocorrelation: r1, batches: batches.medians.length }),
    ...(sampling === undefined ? {} : { effective: sampling.effective }),
    tied: sampling !== undefined && sampling.effective < TIED * sampling.n,
    ...(beginning === undefined ? {} : { beginning }),
  };
}

function beginningOf(
  entries: readonly { readonly due: Milliseconds }[],
  latencies: readonly Milliseconds[],
): Transient | undefined {
  const truncation = mser5(latencies);
  const mean = truncation?.means.before;
  if (truncation === undefined || mean === undefined) return undefined;
  const restMean = truncation.means.after;
  if (Math.abs(mean - restMean) < NOTABLE.share * restMean) return undefined;
  if (truncation.distance < NOTABLE.errors) return undefined;
  return {
    until: entries[truncation.discard]?.due ?? Number.NaN,
    answers: truncation.discard,
    mean,
    restMean,
    settled: truncation.settled,
  };
}
