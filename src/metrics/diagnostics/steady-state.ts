import { autocorrelation, batchMedians } from '../../statistics/autocorrelation.ts';
import type { Sampling } from '../../statistics/equivalent-size.ts';
import { mser5 } from '../../statistics/mser.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** How far one target's latencies resemble independent draws from one distribution. */
export interface SteadyState {
  /** Lag-1 autocorrelation of the medians of `batches` consecutive batches, -1 to 1. */
  readonly autocorrelation?: number;
  readonly batches?: number;
  /** Effective sample size for the median. */
  readonly effective?: number;
  /**
   * Whether the effective sample size is below a quarter of the latencies: they are strongly
   * autocorrelated.
   */
  readonly tied: boolean;
  /** MSER-5's truncation; absent where the start resembles the rest, or the load changed. */
  readonly beginning?: Transient;
}

/** A first part of the run that differs from the rest. */
export interface Transient {
  /** Due time of the first answer after the transient, milliseconds from the run's start. */
  readonly until: Milliseconds;
  readonly answers: number;
  /** Mean latencies of the transient and of the rest. */
  readonly mean: Milliseconds;
  readonly restMean: Milliseconds;
  /**
   * False where the truncation would discard more than half of the run: no steady state was found.
   */
  readonly settled: boolean;
}

const TIED_SHARE = 0.25;

/** A transient is reported when its mean differs by this share and this many standard errors. */
const NOTABLE = { share: 0.1, errors: 3 };

/**
 * Assesses latencies in order of due time. `level` means a constant load; during a ramp nothing is
 * steady.
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
    tied: sampling !== undefined && sampling.effective < TIED_SHARE * sampling.n,
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
