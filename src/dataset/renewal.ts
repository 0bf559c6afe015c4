import type { Milliseconds } from '../scenario/duration.ts';
import { logGammaVariate } from '../scenario/gamma-variate.ts';
import type { Random } from '../scenario/random.ts';

/**
 * A Renewal is how one client's requests follow each other: independent gaps of one distribution.
 *
 * `scale` is in mean gaps, so that the same distribution serves every rate.
 */
export interface Renewal {
  readonly family: 'gamma' | 'weibull';
  readonly shape: number;
  readonly scale: number;
}

/** For so long a client asks so often, and so unevenly. Times from the trace's start. */
export interface Spell {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
  readonly perSecond: number;
  readonly gaps: Renewal;
}

/** Gamma gaps with this coefficient of variation: k = 1 / cv², so that k times the scale is 1. */
export function gammaRenewal(cv: number): Renewal {
  return { family: 'gamma', shape: 1 / (cv * cv), scale: cv * cv };
}

/**
 * When a client asks: gaps are drawn in requests and walked along the area under its rate, so that a
 * change of rate squeezes or stretches a gap in the middle and loses none of its unevenness.
 *
 * The process is looked at from some instant on, not begun there: the first gap is what is left of
 * one that was under way, a uniform share of a gap drawn in proportion to its length (Cox, "Renewal
 * Theory", 1962, ch. 5). Then the expected count of any stretch is the area under its rate.
 */
export function* renewalTimes(
  spells: Iterable<Spell>,
  random: Random,
): Generator<Milliseconds, void> {
  let left: number | undefined;
  for (const { from, to, perSecond, gaps } of spells) {
    left ??= random() * longerGap(gaps, random);
    let at = from;
    for (;;) {
      const area = (perSecond * (to - at)) / 1000;
      if (left >= area) {
        left -= area;
        break;
      }
      at += (left / perSecond) * 1000;
      yield at;
      left = gap(gaps, random);
    }
  }
}

/** Weibull's gap is an exponential one, Gamma of shape 1, to the power 1 / shape. */
function gap({ family, shape, scale }: Renewal, random: Random): number {
  const gamma = family === 'gamma';
  const log = gamma ? logGammaVariate(shape, random) : logGammaVariate(1, random) / shape;
  return scale * Math.exp(log);
}

/** A gap met in proportion to its length: x f(x) is again of Gamma's kind, for both families. */
function longerGap({ family, shape, scale }: Renewal, random: Random): number {
  const gamma = family === 'gamma';
  const log = gamma
    ? logGammaVariate(shape + 1, random)
    : logGammaVariate(1 + 1 / shape, random) / shape;
  return scale * Math.exp(log);
}
