import { logGammaVariate } from '../../random/gamma-variate.ts';
import type { Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';

/**
 * A RenewalProcess is how one client's requests follow each other: independent gaps of one distribution. Its
 * shape alone matters: gaps are scaled to the rate, so that the same distribution serves every rate.
 */
export interface RenewalProcess {
  readonly family: 'gamma' | 'weibull';
  readonly shape: number;
}

/** For so long a client asks so often, and so unevenly. Times from the trace's start. */
export interface RateSegment {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
  readonly perSecond: number;
  readonly gaps: RenewalProcess;
}

/** Gamma gaps with this coefficient of variation: shape k = 1 / cv². */
export function gammaRenewal(cv: number): RenewalProcess {
  return { family: 'gamma', shape: 1 / (cv * cv) };
}

/**
 * When a client asks: in each spell as often as its rate says, to one request, and over all spells
 * to one too. How many came is known, so it is not drawn again; only how they were spread is.
 *
 * The gaps of a spell are scaled to fill it and put round it like a ring, from a uniform place on:
 * then no instant of it expects more than another, its begin neither.
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
      // Subtle: a share just below 1 may be rounded up to the next spell's first instant.
      yield Math.min(from + share * (to - from), to * (1 - Number.EPSILON));
    }
  }
}

/** Shares of a ring, rising from 0 to below 1, with gaps of this distribution between them. */
function placesOnRing(count: number, gaps: RenewalProcess, random: Random): readonly number[] {
  const logs = Array.from({ length: count }, () => logGap(gaps, random));
  // A very uneven gap can be too small for a double; the longest of them is taken for 1.
  const longest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const lengths = logs.map((log) => Math.exp(log - longest));
  const round = lengths.reduce((sum, length) => sum + length, 0);
  let place = random();
  const places = lengths.map((length) => (place += length / round));
  const wrapped = places.findIndex((each) => each >= 1);
  if (wrapped === -1) return places;
  // Subtle: the subtraction rounds, and may put two of them the other way round.
  return [...places.slice(wrapped).map((each) => each - 1), ...places.slice(0, wrapped)].toSorted(
    (one, other) => one - other,
  );
}

/** Weibull's gap is an exponential one, Gamma of shape 1, to the power 1 / shape. */
function logGap({ family, shape }: RenewalProcess, random: Random): number {
  return family === 'gamma' ? logGammaVariate(shape, random) : logGammaVariate(1, random) / shape;
}
