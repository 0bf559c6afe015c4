import type { Unit } from '../metrics/catalogue/format-quantity.ts';
import type { Metric } from '../metrics/catalogue/metric.ts';
import { metricNamed } from '../metrics/catalogue/named-metric.ts';
import { parseSelector, type Selector } from '../metrics/catalogue/selector.ts';
import { Problem } from '../problem/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ThresholdSpec } from '../scenario/threshold-spec.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Operator } from './operator.ts';

/**
 * What a threshold computes from a metric's samples. k6's `med` is the 50th percentile; `sum` is k6's
 * `count` on a trend whose values add up.
 */
export type Aggregate = (typeof AGGREGATES)[number];

export const AGGREGATES = [
  'percentile',
  'avg',
  'min',
  'max',
  'count',
  'sum',
  'rate',
  'value',
] as const;

/** A parsed threshold, as results store it; reports do not parse expressions. */
export interface ThresholdTerms {
  readonly selector: Selector;
  readonly aggregate: Aggregate;
  /** 0 to 100; only for the aggregate `percentile`. */
  readonly percentile?: number;
  readonly operator: Operator;
  /** In `unit`. */
  readonly bound: number;
  /**
   * Unit of the aggregate: the metric's own, or per second for a total divided by the run's
   * duration.
   */
  readonly unit: Unit;
  /** Set for a threshold that is a setting of its own, not a line of `thresholds`. */
  readonly origin?: 'budget.month';
}

/** An objective: an aggregate of a metric and its bound. */
export interface Threshold extends ThresholdTerms {
  readonly spec: ThresholdSpec;
  readonly metric: Metric;
  readonly abortOnFail: boolean;
  /** Time before which it does not abort the run, milliseconds. */
  readonly delayAbortEval: Milliseconds;
}

const SIGNS: Readonly<Record<string, Operator>> = {
  '<=': '<=',
  '<': '<',
  '>=': '>=',
  '>': '>',
  '===': '==',
  '==': '==',
  '!=': '!=',
};

const METHODS: Readonly<Record<Metric['type'], Readonly<Record<string, Aggregate>>>> = {
  trend: { avg: 'avg', min: 'min', max: 'max', med: 'percentile', 'p(N)': 'percentile' },
  rate: { rate: 'rate' },
  counter: { count: 'count', rate: 'rate' },
  gauge: { value: 'value' },
};

/** Aggregates of a trend whose values add up, besides those of all trends. */
const SUMS: Readonly<Record<string, Aggregate>> = { count: 'sum', rate: 'rate' };

/**
 * Reads a threshold by k6's grammar (metrics/thresholds_parser.go): method, operator, number, as in
 * `p(95)<3000`. The method must fit the metric's type. Throws a Problem that quotes the part it cannot read.
 */
export function parseThreshold(spec: ThresholdSpec): Threshold {
  const selector = parseSelector(spec.metric);
  const metric = metricNamed(selector.metric);
  const [, method = '', sign = '', number = ''] =
    /^([^<>=!]*)(<=|>=|===|==|!=|<|>)?(.*)$/s.exec(spec.expression) ?? [];
  const operator = SIGNS[sign];
  if (operator === undefined) {
    throw malformed(
      spec,
      spec.expression,
      `Join method and number by ${Object.keys(SIGNS).join(' ')}.`,
    );
  }
  const parsed = parseMethod(spec, metric, method.trim());
  return {
    spec,
    selector,
    metric,
    ...parsed,
    unit: unitOf(metric, parsed.aggregate),
    operator,
    bound: parseBound(spec, number.trim()),
    abortOnFail: spec.abortOnFail,
    delayAbortEval: spec.delayAbortEval,
  };
}

/** Returns the terms, as a result stores them. */
export function termsOf({
  selector,
  aggregate,
  percentile,
  operator,
  bound,
  unit,
  origin,
}: ThresholdTerms): ThresholdTerms {
  return {
    selector,
    aggregate,
    ...(percentile === undefined ? {} : { percentile }),
    operator,
    bound,
    unit,
    ...(origin === undefined ? {} : { origin }),
  };
}

/** The `rate` of a counter is its total divided by the run's length in seconds. */
function unitOf({ type, unit }: Metric, aggregate: Aggregate): Unit {
  if (aggregate !== 'rate' || type === 'rate') return unit;
  return unit === 'usd' ? 'usd_per_second' : 'per_second';
}

/** Returns whether it applies to this target: its selector names no other. */
export function appliesTo({ selector }: Threshold, target: string): boolean {
  return (selector.tags['target'] ?? target) === target;
}

function parseMethod(
  spec: ThresholdSpec,
  metric: Metric,
  method: string,
): Pick<Threshold, 'aggregate' | 'percentile'> {
  const allowed = { ...METHODS[metric.type], ...(metric.summed === true ? SUMS : {}) };
  const argument = /^p\((.*)\)$/s.exec(method)?.[1];
  const name = argument === undefined ? method : 'p(N)';
  const aggregate = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  if (aggregate === undefined) {
    const methods = Object.keys(allowed).join(', ');
    throw malformed(spec, method, `${metric.name} is a ${metric.type}: write ${methods}.`);
  }
  if (argument === undefined) {
    return method === 'med' ? { aggregate, percentile: 50 } : { aggregate };
  }
  const p = readNumber(argument);
  if (!(p >= 0 && p <= 100)) throw malformed(spec, method, 'A percentile lies between 0 and 100.');
  return { aggregate, percentile: p };
}

function parseBound(spec: ThresholdSpec, text: string): number {
  const bound = readNumber(text);
  if (!Number.isNaN(bound)) return bound;
  throw malformed(
    spec,
    text,
    'The bound is a bare number: milliseconds for times, 0.01 for 1 %, US dollars for costs.',
  );
}

/**
 * Parses a decimal with an optional exponent; NaN for anything else, hexadecimals and infinities
 * included.
 */
function readNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function malformed({ metric, expression }: ThresholdSpec, part: string, remedy: string): Problem {
  return new Problem(`The threshold "${expression}" on ${metric} cannot be read at "${part}".`, {
    remedy,
  });
}

/** Returns all thresholds of a scenario in order, `budget.month` as the last one. */
export function thresholdsOf({
  thresholds,
  budget,
}: Pick<Scenario, 'thresholds' | 'budget'>): readonly Threshold[] {
  return [
    ...thresholds.map(parseThreshold),
    ...(budget.month === undefined ? [] : [budgetThreshold(budget.month)]),
  ];
}

/** Returns `budget.month` as a threshold on the monthly bill of each target. */
export function budgetThreshold(dollars: number): Threshold {
  const spec = {
    metric: 'cost_per_month',
    expression: `value<=${dollars}`,
    abortOnFail: false,
    delayAbortEval: 0,
  };
  return { ...parseThreshold(spec), origin: 'budget.month' };
}
