import { negativeBinomialQuantile } from '../../statistics/negative-binomial.ts';
import { poissonQuantile } from '../../statistics/poisson.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** A Peak is the traffic of a day's busiest hour and of its busiest minutes, in queries. */
export interface Peak {
  /** Over the whole day. */
  readonly meanPerSecond: number;
  /** Over the busiest hour. */
  readonly perSecond: number;
  readonly perMinute: number;
  /** The count that 999 of 1,000 minutes of that hour stay at or below, if arrivals are independent. */
  readonly steadyMinute: number;
  /** The same if they come in bursts. */
  readonly burstyMinute: number;
}

/** Minutes counted for: the quantile. */
const MINUTES = 0.999;

/**
 * The variance of a minute's count over its mean in bursty traffic. Gaps with a coefficient of
 * variation of 3, as clients of public LLM services show, make it 3 squared (a renewal process's
 * index of dispersion tends to CV^2; Cox, Renewal Theory, 1962, 4.5).
 */
const BURSTY_DISPERSION = 9;

/** The peak of a day of so many queries whose busiest hour runs at `ratio` times the mean. */
export function createPeak(queriesPerDay: number, ratio: number): Peak {
  const meanPerSecond = queriesPerDay / 86_400;
  const perSecond = meanPerSecond * ratio;
  const perMinute = perSecond * 60;
  return {
    meanPerSecond,
    perSecond,
    perMinute,
    steadyMinute: poissonQuantile(perMinute, MINUTES),
    burstyMinute: negativeBinomialQuantile(perMinute, BURSTY_DISPERSION, MINUTES),
  };
}

/** Requests in flight on average: L = lambda W (Little, 1961), per second and mean latency. */
export function inFlight(perSecond: number, latency: Milliseconds): number {
  return (perSecond * latency) / 1000;
}
