import { negativeBinomialQuantile } from '../../statistics/negative-binomial.ts';
import { poissonQuantile } from '../../statistics/poisson.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Traffic of a day's busiest hour and of its busiest minutes, in queries. */
export interface Peak {
  /** Mean rate over the whole day. */
  readonly meanPerSecond: number;
  /** Rate over the busiest hour. */
  readonly perSecond: number;
  readonly perMinute: number;
  /** Count not exceeded in 999 of 1,000 minutes of that hour, with independent arrivals. */
  readonly steadyMinute: number;
  /** The same with bursty arrivals. */
  readonly burstyMinute: number;
}

/** Quantile of minutes covered. */
const MINUTE_QUANTILE = 0.999;

/**
 * Variance over mean of a minute's count in bursty traffic. Gaps with a coefficient of variation of
 * 3, as observed for clients of public LLM services, make it 3 squared (a renewal process's index
 * of dispersion tends to CV^2; Cox, Renewal Theory, 1962, 4.5).
 */
const BURSTY_DISPERSION = 9;

/** Returns the peak of a day whose busiest hour has `ratio` times the mean rate. */
export function createPeak(queriesPerDay: number, ratio: number): Peak {
  const meanPerSecond = queriesPerDay / 86_400;
  const perSecond = meanPerSecond * ratio;
  const perMinute = perSecond * 60;
  return {
    meanPerSecond,
    perSecond,
    perMinute,
    steadyMinute: poissonQuantile(perMinute, MINUTE_QUANTILE),
    burstyMinute: negativeBinomialQuantile(perMinute, BURSTY_DISPERSION, MINUTE_QUANTILE),
  };
}

/**
 * Returns the mean requests in flight: L = lambda W (Little, 1961), from rate per second and mean
 * latency.
 */
export function inFlight(perSecond: number, latency: Milliseconds): number {
  return (perSecond * latency) / 1000;
}
