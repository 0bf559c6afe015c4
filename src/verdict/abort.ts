import type { Accumulator } from '../metrics/aggregates/accumulator.ts';
import type { Rate } from '../metrics/aggregates/rate.ts';
import type { Trend } from '../metrics/aggregates/trend.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { binomialCdf } from '../statistics/binomial.ts';
import { equivalentSize } from '../statistics/equivalent-size.ts';
import type { Milliseconds } from '../time/duration.ts';
import { excludes, holds } from './operator.ts';
import type { Threshold } from './threshold.ts';

/**
 * Maximum probability of a recovery at which a run is aborted. Repeated checks raise the rate of
 * false alarms above it.
 */
const IMPLAUSIBLE = 0.01;

/**
 * Returns whether a threshold should abort the run: only if it cannot plausibly recover.
 *
 * k6 aborts on the point estimate, for which an unlucky start is enough. Here the one-sided 99 %
 * bound of the percentile, mean or share must violate the threshold, counted in independent
 * samples; a sum that only grows fails for certain.
 */
export function shouldAbort(
  threshold: Threshold,
  metrics: Metrics,
  target: string,
  elapsed: Milliseconds,
): boolean {
  if (!threshold.abortOnFail || elapsed <= threshold.delayAbortEval) return false;
  const accumulator = metrics.find(threshold.spec.metric, target);
  if (accumulator === undefined || accumulator.n === 0) return false;
  return isLost(threshold, accumulator);
}

/** A gauge can rise or fall at any time, and so can the rate of a counter. */
function isLost(threshold: Threshold, accumulator: Accumulator): boolean {
  if (accumulator.type === 'trend') return isTrendLost(threshold, accumulator);
  if (accumulator.type === 'rate') return isShareLost(threshold, accumulator);
  if (accumulator.type !== 'counter') return false;
  return threshold.aggregate === 'count' && isGrowthLost(threshold, accumulator.count);
}

function isTrendLost(threshold: Threshold, trend: Trend): boolean {
  const { aggregate, percentile = 50, operator, bound } = threshold;
  if (aggregate === 'sum') return isGrowthLost(threshold, trend.sum);
  if (aggregate === 'avg') return excludes(trend.meanBounds(0.98), operator, bound);
  if (aggregate === 'max') return isGrowthLost(threshold, trend.max);
  if (aggregate === 'min') return isShrinkageLost(threshold, trend.leastKnown);
  if (aggregate !== 'percentile') return false;
  if (percentile >= 100) return isGrowthLost(threshold, trend.max);
  if (percentile <= 0) return isShrinkageLost(threshold, trend.leastKnown);
  // Skips the slow check if even independent samples could not show it; this runs once a second.
  return (
    excludes(trend.hastyBounds(percentile, 0.98), operator, bound) &&
    excludes(trend.bounds(percentile, 0.98), operator, bound)
  );
}

/** Exact binomial test of the bound against the counts (Clopper and Pearson 1934). */
function isShareLost(threshold: Threshold, rate: Rate): boolean {
  const { count, n, share } = rate;
  if (!isCountLost(threshold, count, n)) return false;
  // A bound of 0 or of 1 is violated by one case, dependent or not.
  if (threshold.bound <= 0 || threshold.bound >= 1) return true;
  const size = Math.floor(equivalentSize(rate.sampling, share, 0.98));
  const rounded = threshold.operator.startsWith('>') ? Math.ceil : Math.floor;
  return isCountLost(threshold, rounded((count * size) / n), size);
}

function isCountLost({ operator, bound }: Threshold, count: number, n: number): boolean {
  if (operator === '<' || operator === '<=' || (operator === '==' && bound === 0)) {
    return 1 - binomialCdf(count - 1, n, bound) <= IMPLAUSIBLE;
  }
  if (operator === '>' || operator === '>=' || (operator === '==' && bound === 1)) {
    return binomialCdf(count, n, bound) <= IMPLAUSIBLE;
  }
  return false;
}

/** Returns whether a value that never falls is already too high. */
function isGrowthLost({ operator, bound }: Threshold, value: number): boolean {
  if (operator === '==') return value > bound;
  return operator.startsWith('<') && !holds(value, operator, bound);
}

/** Returns whether a value that never rises is already too low. */
function isShrinkageLost({ operator, bound }: Threshold, value: number): boolean {
  if (operator === '==') return value < bound;
  return operator.startsWith('>') && !holds(value, operator, bound);
}
