import type { Accumulator } from '../metrics/aggregates/accumulator.ts';
import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Milliseconds } from '../time/duration.ts';
import { type BillFacts, decideByBill } from './bill-threshold.ts';
import { estimatedResult } from './estimated-result.ts';
import { type Observation, observe } from './observation.ts';
import { excludes, holds, OPERATOR_WORDS } from './operator.ts';
import type { ThresholdResult } from './threshold-result.ts';
import { formatPair, formatValue, labelOf } from './threshold-words.ts';
import { termsOf, type Threshold, type ThresholdTerms } from './threshold.ts';
import type { Verdict } from './verdict.ts';

/** Members that all results of one threshold on one target have. */
type Fixed = ThresholdTerms & Pick<ThresholdResult, 'metric' | 'expression' | 'target'>;

/**
 * Evaluates one threshold on one target.
 *
 * No data never passes. From the sample floor on, counted in independent samples, the point
 * estimate decides, and the sentence says if its interval includes the bound. Below the floor it
 * cannot pass; it fails if its whole interval violates the bound, and is otherwise inconclusive.
 * The latency of an unanswered arrival has a lower bound only: the threshold passes if every
 * possible value would pass, and fails if every one would fail. Scores that a judge left unknown
 * are taken at their worst and best.
 *
 * `bill` is what a threshold on costs needs beside the metrics (bill-threshold.ts).
 */
export function evaluate(
  threshold: Threshold,
  metrics: Metrics,
  target: string,
  bill?: BillFacts,
): ThresholdResult {
  const { metric } = threshold.spec;
  const evaluateOn = (accumulator: Accumulator | undefined): ThresholdResult =>
    evaluateKnown(threshold, accumulator, {
      duration: metrics.duration,
      target,
      missing: bill?.missing ?? [],
    });
  const known = evaluateOn(metrics.find(metric, target));
  const estimate = metrics.estimateOf(metric, target);
  if (estimate === undefined)
    return bill === undefined ? known : decideByBill(threshold, known, bill);
  const { ends, note } = estimate;
  const atEnds = ends && { low: evaluateOn(ends.low), high: evaluateOn(ends.high) };
  return estimatedResult(threshold, known, atEnds, note);
}

interface Circumstances {
  readonly duration: Milliseconds;
  readonly target: string;
  readonly missing: readonly string[];
}

function evaluateKnown(
  threshold: Threshold,
  accumulator: Accumulator | undefined,
  { duration, target, missing }: Circumstances,
): ThresholdResult {
  const { spec } = threshold;
  const { metric, expression } = spec;
  const fixed = { metric, expression, target, ...termsOf(threshold) };
  const unknown = accumulator?.type === 'counter' ? accumulator.unknown : 0;
  if (accumulator !== undefined && unknown > 0) {
    return because(evaluatePartial(threshold, fixed, accumulator, unknown), missing);
  }
  if (accumulator?.type === 'gauge' && accumulator.unknown !== undefined) {
    return because(evaluateUnknown(threshold, fixed, accumulator.unknown.atLeast), missing);
  }
  if (accumulator === undefined || accumulator.n === 0) {
    const why = `Nothing was recorded for ${spec.metric}, so there is nothing to judge.`;
    return { ...fixed, verdict: 'no-data', n: 0, why };
  }
  const observation = observe(threshold, accumulator, duration);
  const verdict = judge(threshold, observation);
  const { value, most = value, n, bounds, bounded } = observation;
  if (bounded === n && verdict !== 'fail') {
    const why = `Nothing was recorded for ${spec.metric} but waits without an answer, so there is nothing to judge.`;
    return { ...fixed, verdict: 'no-data', n, why };
  }
  return {
    ...fixed,
    verdict,
    observed: Number.isFinite(most) ? most : value,
    ...(Number.isFinite(most) ? {} : { atLeast: true }),
    ...(bounds.low !== undefined && bounds.high !== undefined
      ? { interval: { low: bounds.low, high: bounds.high } }
      : {}),
    n,
    why: explain(threshold, observation, verdict),
  };
}

function judge({ operator, bound }: Threshold, observation: Observation): Verdict {
  const { value, most = value, bounds, effective, floor } = observation;
  if (effective < floor) return excludes(bounds, operator, bound) ? 'fail' : 'inconclusive';
  if (excludes({ low: value, high: most }, operator, bound)) return 'fail';
  const ends = [value, most].every((end) => holds(end, operator, bound));
  return ends ? 'pass' : 'inconclusive';
}

/** A sum with unknown parts is a lower bound: it can miss an upper bound, never meet one. */
function evaluatePartial(
  threshold: Threshold,
  fixed: Fixed,
  accumulator: Accumulator,
  unknown: number,
): ThresholdResult {
  const { operator, bound, aggregate } = threshold;
  const { n } = accumulator;
  const known = accumulator.type === 'counter' ? accumulator.count : 0;
  const part = `${fixed.metric} is unknown for ${unknown} of ${n + unknown} samples`;
  if (aggregate === 'count' && operator.startsWith('<') && !holds(known, operator, bound)) {
    const [sum, most] = formatPair(threshold, known);
    const why = `${part}, and the rest alone come to ${sum} but must be ${OPERATOR_WORDS[operator]} ${most}.`;
    return { ...fixed, verdict: 'fail', observed: known, n, why };
  }
  const why = `${part}, so its sum cannot be judged.`;
  return { ...fixed, verdict: 'no-data', unknown: true, n, why };
}

/** A value known only by a lower bound misses an upper bound below that, and meets none. */
function evaluateUnknown(
  threshold: Threshold,
  fixed: Fixed,
  atLeast: number | undefined,
): ThresholdResult {
  const { operator, bound, metric } = threshold;
  const unknown = `${metric.name} is unknown`;
  if (atLeast === undefined || atLeast <= 0) {
    return { ...fixed, verdict: 'no-data', unknown: true, n: 0, why: `${unknown}.` };
  }
  const [least, most] = formatPair(threshold, atLeast);
  const known = `${unknown}, and at least ${least}`;
  if (operator.startsWith('<') && !holds(atLeast, operator, bound)) {
    const why = `${known}, but must be ${OPERATOR_WORDS[operator]} ${most}.`;
    return { ...fixed, verdict: 'fail', observed: atLeast, atLeast: true, n: 1, why };
  }
  return { ...fixed, verdict: 'no-data', unknown: true, n: 0, why: `${known}.` };
}

function because(result: ThresholdResult, missing: readonly string[]): ThresholdResult {
  return { ...result, why: [result.why, ...missing].join(' ') };
}

function explain(threshold: Threshold, observation: Observation, verdict: Verdict): string {
  const { value, most = value } = observation;
  const label = labelOf(threshold);
  const [observed, bound] = formatPair(threshold, Number.isFinite(most) ? most : value);
  const words = `${OPERATOR_WORDS[threshold.operator]} ${bound}`;
  const basis = describeBasis(threshold, observation);
  const is = Number.isFinite(most) ? 'is' : 'is at least';
  if (verdict === 'pass') return `${label} ${is} ${observed}, ${words} as required (${basis}).`;
  if (verdict === 'fail') return `${label} ${is} ${observed} but must be ${words} (${basis}).`;
  return `${label} ${is} ${observed} over ${describeDoubt(observation, words)}.`;
}

/** Returns why it is inconclusive, and what would decide it. */
function describeDoubt({ n, effective, floor, bounded }: Observation, words: string): string {
  if (effective >= floor) {
    return (
      `${count(n)}, but ${formatQuantity(bounded, 'count')} of them are waits that no answer ended, ` +
      `so it may be anything above; to show it ${words} takes fewer of them`
    );
  }
  if (n < floor) {
    return (
      `only ${count(n)}; to show it ${words} takes at least ${floor}, ` +
      `so ${floor - n} more would settle it`
    );
  }
  const times = formatQuantity(Math.max(1.1, floor / effective), 'ratio');
  return (
    `${count(n)} that depend on each other and are worth only ${Math.floor(effective)} independent ones, ` +
    `so it has no upper bound; to show it ${words} takes at least ${floor}: run some ${times} as long`
  );
}

function describeBasis(threshold: Threshold, { bounds, n, effective }: Observation): string {
  const { low, high } = bounds;
  const { operator, bound, metric } = threshold;
  if (metric.type === 'gauge') return 'one figure for the whole run';
  const worth = effective < n / 2 ? `, worth ${Math.floor(effective)} independent ones` : '';
  const basis = `${count(n)}${worth}`;
  if (low === undefined || high === undefined) return basis;
  const interval = `95 % interval ${formatValue(threshold, low)} to ${formatValue(threshold, high)}`;
  const straddles = holds(low, operator, bound) !== holds(high, operator, bound);
  return `${interval}${straddles ? ' straddles the bound' : ''}; ${basis}`;
}

function count(n: number): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? 'sample' : 'samples'}`;
}
