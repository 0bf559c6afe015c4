import { logGammaVariate } from '../../random/gamma-variate.ts';
import type { Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';

/**
 * A client's arrival process: independent gaps of one distribution. Only its shape matters: gaps
 * are scaled to the rate, so that one distribution serves every rate.
 */
export interface RenewalProcess {
  readonly family: 'gamma' | 'weibull';
  readonly shape: number;
}

/**
 * A client's rate and gap distribution from `from` to `to`, milliseconds from the trace's start.
 */
export interface RateSegment {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
  readonly perSecond: number;
  readonly gaps: RenewalProcess;
}

/** Returns gamma gaps with this coefficient of variation: shape k = 1 / cv². */
export function gammaRenewal(cv: number): RenewalProcess {
  return { family: 'gamma', shape: 1 / (cv * cv) };
}

/**
 * Yields a client's arrival times. The number in each segment matches its rate to within one
 * request, and so does the total. The count is known, so only the positions are drawn.
 *
 * The gaps of a segment are scaled to fill it and placed on a ring from a uniform offset, so that
 * every instant of it has the same expected rate, its start too.
 */
export function* renewalTimes(
  segments: Iterable<RateSegment>,
  random: Random,
): Generator<Milliseconds, void> {
  const phase = random();
  let expected = 0;
  for (const { from, to, perSecond, gaps } of segments) {
    const before = Math.floor(expected + phase);
    expected += (perSecond * (to - from)) / 1000;
    const count = Math.floor(expected + phase) - before;
    for (const share of placesOnRing(count, gaps, random)) {
      // Subtle: a share just below 1 may round up to the start of the next segment.
      yield Math.min(from + share * (to - from), to * (1 - Number.EPSILON));
    }
  }
}

/**
 * Returns ascending positions on a ring, from 0 to below 1, with gaps of this distribution between
 * them.
 */
function placesOnRing(count: number, gaps: RenewalProcess, random: Random): readonly number[] {
  const logs = Array.from({ length: count }, () => logGap(gaps, random));
  // A very uneven gap can underflow a double, so gaps are relative to the longest.
  const longest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const lengths = logs.map((log) => Math.exp(log - longest));
  const round = lengths.reduce((sum, length) => sum + length, 0);
  let place = random();
  const places = lengths.map((length) => (place += length / round));
  const wrapped = places.findIndex((each) => each >= 1);
  if (wrapped === -1) return places;
  // Subtle: the subtraction rounds, and may reverse the order of two positions.
  return [...places.slice(wrapped).map((each) => each - 1), ...places.slice(0, wrapped)].toSorted(
    (one, other) => one - other,
  );
}

/**
 * Draws the logarithm of a gap. A Weibull gap is an exponential one (gamma of shape 1) to the power
 * 1 / shape.
 */
function logGap({ family, shape }: RenewalProcess, random: Random): number {
  return family === 'gamma' ? logGammaVariate(shape, random) : logGammaVariate(1, random) / shape;
}
