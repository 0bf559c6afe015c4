import type { Milliseconds } from '../../time/duration.ts';
import type { Validity } from '../../verdict/verdict.ts';
import type { Calibration } from './calibration.ts';
import type { Protocol } from './protocol.ts';

/** Error that the client adds to measured times, from calibrations on the same machine. */
export interface ErrorBar {
  readonly protocol: Protocol;
  /** Time of the oldest calibration used, ISO 8601, UTC. */
  readonly calibratedAt: string;
  /** Figures of the busiest calibration used. */
  readonly streams: number;
  readonly tokensPerSecond: number;
  readonly elu: number;
  /** Worst validity of the calibrations used. */
  readonly validity: Validity;
  /** Event-loop utilisation of the run, 0 to 1. */
  readonly runElu: number;
  /**
   * Error at the median, and its upper bound at the 99th percentile; absent if the run was busier
   * than any calibration.
   */
  readonly ttftMs?: Reach;
  readonly chunkGapMs?: Reach;
  readonly latencyMs?: Reach;
}

export interface Reach {
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
}

/**
 * Returns the error bar of a run with an event-loop utilisation of `elu`, 0 to 1.
 *
 * Errors grow with the utilisation, whatever the mix of streams and rates. So the bar is the
 * largest error of the calibrations up to the first that was at least as busy as the run; it has no
 * figures if the run was busier than all of them. Undefined if the protocol was never calibrated
 * validly.
 */
export function errorBar(
  calibrations: readonly Calibration[],
  protocol: Protocol,
  elu: number,
): ErrorBar | undefined {
  const rising = calibrations
    .filter((calibration) => calibration.protocol === protocol && isBelievable(calibration))
    .toSorted((a, b) => a.elu - b.elu);
  const reached = rising.findIndex((calibration) => calibration.elu >= elu);
  const used = reached < 0 ? rising : rising.slice(0, reached + 1);
  const busiest = used.at(-1);
  if (busiest === undefined) return undefined;
  const oldest = used.map(({ at }) => at).toSorted()[0] ?? busiest.at;
  const gaps = used.flatMap(({ chunkGapErrorMs }) => chunkGapErrorMs ?? []);
  const bars = {
    ttftMs: reach(used.map(({ ttftErrorMs }) => ttftErrorMs)),
    ...(gaps.length === 0 ? {} : { chunkGapMs: reach(gaps) }),
    latencyMs: reach(used.map(({ latencyErrorMs }) => latencyErrorMs)),
  };
  return {
    protocol,
    calibratedAt: oldest,
    streams: busiest.streams,
    tokensPerSecond: busiest.tokensPerSecond,
    elu: busiest.elu,
    validity: WORST_FIRST.find((word) => used.some(({ validity }) => validity === word)) ?? 'valid',
    runElu: elu,
    ...(reached < 0 ? {} : bars),
  };
}

const WORST_FIRST: readonly Validity[] = ['suspect', 'valid'];

/** Returns whether a calibration is valid for later runs. */
export function isBelievable({ validity }: Pick<Calibration, 'validity'>): boolean {
  return validity !== 'invalid';
}

function reach(errors: readonly { readonly p50: number; readonly p99AtMost: number }[]): Reach {
  return {
    p50: Math.max(...errors.map(({ p50 }) => p50)),
    p99: Math.max(...errors.map(({ p99AtMost }) => p99AtMost)),
  };
}
