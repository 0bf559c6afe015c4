import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { ThresholdResult } from '../../verdict/threshold-result.ts';
import {
  formatValue,
  measureName,
  objectiveOf,
  observedOf,
} from '../../verdict/threshold-words.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { perThousand } from '../notes/cost-notes.ts';
import type { RunResult, TargetResult } from '../result/result.ts';
import { formatInterval, formatMetric, formatPercentile } from '../text/format-metric.ts';
import { formatDollars } from '../text/money.ts';

/** Answer to one of the report's four questions: fast, affordable, reliable, good? */
export interface Highlight {
  readonly title: string;
  /** What was measured: `latency p95`. */
  readonly measure: string;
  /** Absent without an objective. */
  readonly verdict?: Verdict;
  readonly value: string;
  /** The objective as text: `under 3 s`. */
  readonly objective?: string;
  /** The 95 % interval as text. */
  readonly interval?: string;
  readonly n?: number;
  readonly note?: string;
}

const SEVERITY: readonly Verdict[] = ['pass', 'inconclusive', 'no-data', 'fail'];

/** Returns the four highlights of one target, each with the verdict of its worst threshold. */
export function highlights(result: RunResult, target: TargetResult): readonly Highlight[] {
  const all = [
    speed(target),
    monthlyCost(result, target),
    reliability(target),
    goodness(result, target),
  ];
  return result.validity === 'invalid' ? all.map(undecidedHighlight) : all;
}

/** Removes the verdict of a highlight, for an invalid measurement. */
function undecidedHighlight(highlight: Highlight): Highlight {
  const { verdict } = highlight;
  return verdict === undefined || verdict === 'no-data'
    ? highlight
    : { ...highlight, verdict: 'inconclusive' };
}

function speed(target: TargetResult): Highlight {
  const title = 'Response time';
  const decisive = worst(target, ['latency']) ?? worst(target, ['ttft', 'service_latency']);
  if (decisive !== undefined) return ofThreshold(title, decisive);
  const latency = target.metrics['latency'];
  if (latency?.type !== 'trend') return { title, measure: 'latency p95', value: 'no data' };
  return {
    title,
    measure: 'latency p95',
    value: formatPercentile(latency, 'p95'),
    ...withInterval('latency', latency.intervals.p95),
    n: latency.n,
  };
}

function monthlyCost({ demand }: RunResult, target: TargetResult): Highlight {
  const { per1k, per1kAtLeast, perMonth, perMonthAtLeast } = target.cost;
  const { perMonthInterval: interval } = target.cost;
  const note = perThousand(target.cost);
  const decisive = worst(target, ['cost_per_month', 'cost_per_1k', 'variable_cost_per_1k', 'cost']);
  if (decisive !== undefined) {
    // A bill is one figure with an interval of its own, not n samples.
    const { n: _n, ...highlight } = ofThreshold('Cost', decisive);
    if (decisive.selector.metric !== 'cost_per_month') return { ...highlight, note };
    return {
      ...withInterval('cost_per_month', interval),
      ...highlight,
      ...(perMonth === 'unknown' && { value: formatDollars(perMonth, perMonthAtLeast) }),
      title: 'Cost per month',
      note,
    };
  }
  if (demand === undefined || perMonth === undefined) {
    const value = formatDollars(per1k, per1kAtLeast);
    return { title: 'Cost', measure: 'per 1,000 answers', value };
  }
  return {
    title: 'Cost per month',
    measure: `at ${formatQuantity(demand.queriesPerDay, 'count')} queries a day`,
    value: formatDollars(perMonth, perMonthAtLeast),
    ...withInterval('cost_per_month', interval),
    note,
  };
}

function reliability(target: TargetResult): Highlight {
  const title = 'Refused or failed';
  const decisive = worst(target, ['throttled', 'failed', 'good', 'dropped_iterations']);
  if (decisive !== undefined) return ofThreshold(title, decisive);
  const failed = target.metrics['failed'];
  if (failed?.type !== 'rate') return { title, measure: 'failed', value: 'no data' };
  return {
    title,
    measure: 'failed',
    value: formatQuantity(failed.rate, 'share'),
    ...withInterval('failed', failed.interval),
    n: failed.n,
  };
}

function goodness({ judge }: RunResult, target: TargetResult): Highlight {
  const title = 'Answer quality';
  const { account } = target.quality;
  const note = [
    ...(judge?.standIn === true ? ['Scored by a stand-in, not a language model'] : []),
    ...(account === undefined || account.scored === account.asked
      ? []
      : [`${account.scored} of ${account.asked} answers were scored`]),
  ].join('; ');
  const noted = note !== '' && { note };
  const decisive = worst(target, ['quality', 'quality_pass']);
  if (decisive !== undefined) return { ...ofThreshold(title, decisive), ...noted };
  const { overall } = target.quality;
  if (overall === undefined) {
    return {
      title,
      measure: 'not judged',
      value: judge === undefined ? 'not measured' : 'no data',
    };
  }
  return {
    title,
    measure: 'answers that pass every criterion',
    value: formatQuantity(overall.mean, 'share'),
    ...withInterval('quality_pass', overall.interval),
    n: overall.scored,
    ...noted,
  };
}

function worst(target: TargetResult, metrics: readonly string[]): ThresholdResult | undefined {
  return target.thresholds
    .filter((threshold) => metrics.includes(threshold.selector.metric))
    .sort((a, b) => SEVERITY.indexOf(b.verdict) - SEVERITY.indexOf(a.verdict))[0];
}

function ofThreshold(title: string, threshold: ThresholdResult): Highlight {
  const { verdict, n, interval } = threshold;
  return {
    title,
    measure: measureName(threshold),
    verdict,
    value: observedOf(threshold),
    objective: objectiveOf(threshold),
    ...(interval && {
      interval: formatInterval(interval, (value) => formatValue(threshold, value)),
    }),
    n,
  };
}

function withInterval(metric: string, interval: Interval | undefined): { interval?: string } {
  if (interval === undefined) return {};
  return { interval: formatInterval(interval, (value) => formatMetric(metric, value)) };
}
