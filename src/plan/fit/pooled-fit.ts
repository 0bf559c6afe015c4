import type { PooledKnobs } from '../../serving/profiles/profile.ts';
import type { FitObservation } from './observation.ts';
import { quantile, robustDeviation } from './quantile.ts';

/** What is slower than the body's median by so many deviations belongs to the tail. */
const TAIL_FROM = 3;
/** The share of a lognormal body beyond that; no tail is claimed for as little. */
const BODY_BEYOND = 0.001_35;
/** How many standard errors above zero a slope must lie to be taken for one. */
const CLEAR = 3;

/**
 * A pooled fit is the knobs of a server that our load does not slow: quantiles of the times to the
 * first token and of the speeds, each observation standing for itself.
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

/** Least squares of the first token's time on the prompt's length, the slowest tenth left out. */
function slope(observations: readonly FitObservation[]): number {
  const most = quantile(
    observations.map(({ ttft }) => ttft),
    0.9,
  );
  const body = observations.filter(({ ttft }) => ttft <= most);
  const x = mean(body.map(uncached));
  const y = mean(body.map(({ ttft }) => ttft));
  let xx = 0;
  let xy = 0;
  for (const observation of body) {
    xx += (uncached(observation) - x) ** 2;
    xy += (uncached(observation) - x) * (observation.ttft - y);
  }
  if (xx === 0 || body.length < 3) return 0;
  const found = xy / xx;
  const rest = body.reduce(
    (sum, observation) => sum + (observation.ttft - y - found * (uncached(observation) - x)) ** 2,
    0,
  );
  const error = Math.sqrt(rest / (body.length - 2) / xx);
  return found > CLEAR * error ? found : 0;
}

function uncached({ inputTokens, cachedTokens }: FitObservation): number {
  return Math.max(0, inputTokens - cachedTokens);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
