import type { Milliseconds } from '../../time/duration.ts';
import type { Validity } from '../../verdict/verdict.ts';
import type { Calibration } from './calibration.ts';
import type { Protocol } from './protocol.ts';

/** An ErrorBar is what a client adds to the times of a run, as calibrations of its machine tell. */
export interface ErrorBar {
  readonly protocol: Protocol;
  /** ISO 8601, UTC: the oldest calibration it rests on. */
  readonly calibratedAt: string;
  /** Of the busiest calibration it rests on. */
  readonly streams: number;
  readonly tokensPerSecond: number;
  readonly elu: number;
  /** The worst among the calibrations it rests on. */
  readonly validity: Validity;
  /** How busy the run kept the event loop. */
  readonly runElu: number;
  /** Added at the median, and at the 99th percentile at most; absent beyond what was calibrated. */
  readonly ttftMs?: Reach;
  readonly chunkGapMs?: Reach;
  readonly latencyMs?: Reach;
}

export interface Reach {
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
}

/**
 * The bar of a run that kept its event loop busy for the share `elu` of its time.
 *
 * The utilisation is what errors grow with, whatever the mix of streams and rates. So the bar is the
 * largest error among the calibrations up to the first that was at least as busy as the run; a run
 * busier than all of them has a bar without figures. Undefined where the protocol was never calibrated,
 * or never validly: what was itself invalid is no error bar.
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

/** Whether a calibration may stand for a later run's errors. */
export function isBelievable({ validity }: Pick<Calibration, 'validity'>): boolean {
  return validity !== 'invalid';
}

function reach(errors: readonly { readonly p50: number; readonly p99AtMost: number }[]): Reach {
  return {
    p50: Math.max(...errors.map(({ p50 }) => p50)),
    p99: Math.max(...errors.map(({ p99AtMost }) => p99AtMost)),
  };
}
