import type { PooledKnobs } from '../../serving/profiles/profile.ts';
import type { FitObservation } from './observation.ts';
import { quantile, robustDeviation } from './quantile.ts';

/** Observations this many deviations above the body's median belong to the tail. */
const TAIL_FROM = 3;
/** Share of a lognormal body beyond that; a tail needs more than twice as much. */
const BODY_BEYOND = 0.001_35;
/** Minimum standard errors above zero for a slope to count. */
const MIN_STANDARD_ERRORS = 3;

/**
 * Fits the parameters of a server whose latency does not depend on load: quantiles of times to
 * first token and of speeds, each observation on its own.
 */
export function fitPooled(observations: readonly FitObservation[]): PooledKnobs {
  const perInputToken = slope(observations);
  const bodies = observations.map((observation) =>
    Math.max(0.1, observation.ttft - perInputToken * uncached(observation)),
  );
  const ttft = quantile(bodies, 0.5);
  const ttftSigma = robustDeviation(bodies.map(Math.log));
  const tail = bodies.filter((body) => body > ttft * Math.exp(TAIL_FROM * ttftSigma));
  const share = tail.length / bodies.length;
  const hasTail = share > 2 * BODY_BEYOND;
  const speeds = observations.flatMap(({ tpot }) =>
    tpot === undefined || tpot <= 0 ? [] : [1000 / tpot],
  );
  return {
    ttft,
    ttftSigma,
    perInputToken,
    tokensPerSecond: quantile(speeds, 0.5),
    speedSigma: robustDeviation(speeds.map(Math.log)),
    tailProbability: hasTail ? share : 0,
    tailFactor: hasTail ? quantile(tail, 0.5) / ttft : 1,
  };
}

/**
 * Returns the least-squares slope of time to first token over uncached prompt length, without the
 * slowest tenth; 0 where it is not significant.
 */
function slope(observations: readonly FitObservation[]): number {
  const cutoff = quantile(
    observations.map(({ ttft }) => ttft),
    0.9,
  );
  const body = observations.filter(({ ttft }) => ttft <= cutoff);
  const x = mean(body.map(uncached));
  const y = mean(body.map(({ ttft }) => ttft));
  let xx = 0;
  let xy = 0;
  for (const observation of body) {
    xx += (uncached(observation) - x) ** 2;
    xy += (uncached(observation) - x) * (observation.ttft - y);
  }
  if (xx === 0 || body.length < 3) return 0;
  const estimate = xy / xx;
  const rest = body.reduce(
    (sum, observation) =>
      sum + (observation.ttft - y - estimate * (uncached(observation) - x)) ** 2,
    0,
  );
  const error = Math.sqrt(rest / (body.length - 2) / xx);
  return estimate > MIN_STANDARD_ERRORS * error ? estimate : 0;
}

function uncached({ inputTokens, cachedTokens }: FitObservation): number {
  return Math.max(0, inputTokens - cachedTokens);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
