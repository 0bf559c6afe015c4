import { OPERATOR_WORDS } from './operator.ts';
import type { ThresholdResult } from './threshold-result.ts';
import { formatPair, formatValue, labelOf } from './threshold-words.ts';
import type { Threshold } from './threshold.ts';
import type { Verdict } from './verdict.ts';

/** Results of a threshold with all unknown values at their lowest, and at their highest. */
export interface EndResults {
  readonly low: ThresholdResult;
  readonly high: ThresholdResult;
}

/**
 * Returns the result of a threshold on a partly unknown metric: it passes only if it passes at both
 * ends of the unknown values, and fails only if it fails at both. `note` says what is unknown.
 */
export function estimatedResult(
  threshold: Threshold,
  known: ThresholdResult,
  ends: EndResults | undefined,
  note: string,
): ThresholdResult {
  if (ends === undefined) return note === '' ? known : withNote(known, note);
  const { low, high } = ends;
  const bounds = { low: low.observed ?? 0, high: high.observed ?? 1 };
  const verdict = verdictBetween(threshold, known, ends, bounds);
  return {
    ...known,
    verdict,
    ...(known.interval && {
      interval: {
        low: Math.min(low.interval?.low ?? bounds.low, known.interval.low),
        high: Math.max(high.interval?.high ?? bounds.high, known.interval.high),
      },
    }),
    bounds,
    why: explain(threshold, known, bounds, note),
  };
}

function verdictBetween(
  { operator, bound }: Threshold,
  known: ThresholdResult,
  { low, high }: EndResults,
  bounds: NonNullable<ThresholdResult['bounds']>,
): Verdict {
  const isExact = operator === '==' || operator === '!=';
  const mayBeAtBound = isExact && bounds.low <= bound && bound <= bounds.high;
  const settled = low.verdict === high.verdict && !(mayBeAtBound && bounds.low < bounds.high);
  if (settled && (low.verdict === 'pass' || low.verdict === 'fail')) return low.verdict;
  return known.observed === undefined ? 'no-data' : 'inconclusive';
}

function explain(
  threshold: Threshold,
  { observed }: ThresholdResult,
  { low, high }: NonNullable<ThresholdResult['bounds']>,
  note: string,
): string {
  const label = labelOf(threshold);
  const [, bound] = formatPair(threshold, observed ?? low);
  const range = `between ${formatValue(threshold, low)} and ${formatValue(threshold, high)}`;
  const known =
    observed === undefined ? '' : ` is ${formatValue(threshold, observed)} as far as known, and`;
  const must = `${OPERATOR_WORDS[threshold.operator]} ${bound}`;
  return `${label}${known} lies ${range}, and must be ${must}: ${note}.`;
}

function withNote(result: ThresholdResult, note: string): ThresholdResult {
  const why =
    result.verdict === 'no-data'
      ? `Nothing is known of ${result.metric}: ${note}.`
      : `${result.why.replace(/\.$/, '')}; ${note}.`;
  return { ...result, why };
}
