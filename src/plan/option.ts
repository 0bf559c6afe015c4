import type { Dollars } from '../cost/bill.ts';
import { formatCount, formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import type { Interval } from '../statistics/interval.ts';
import { inFlight } from './demand/peak.ts';
import {
  type PlanVerdict,
  fixedPerMonth,
  type ObjectiveStatus,
  type PlanTarget,
  type Times,
} from './demand/plan-target.ts';
import {
  sustainedPerMinute,
  type TokenDemand,
  tokenDemand,
  type TokenUse,
} from './demand/token-demand.ts';
import { monthlyBill, type Traffic } from './demand/traffic.ts';

/** One target, assumed to serve the whole demand. */
export interface PlanOption {
  readonly target: string;
  /** US dollars a month, with its 95 % interval from the variation of the answers' costs only. */
  readonly perMonth: Dollars;
  readonly perMonthInterval?: Interval;
  readonly fixedPerMonth: number;
  /** Absent without a budget; inconclusive where the interval includes it or is unknown. */
  readonly withinBudget?: PlanVerdict;
  readonly objectives: ObjectiveStatus;
  readonly latency?: Times;
  readonly ttft?: Times;
  /** Tokens per minute: in the busiest hour, and in its busiest minutes with bursty traffic. */
  readonly tokensPerMinute?: {
    readonly busiestHour: TokenDemand;
    readonly burst: TokenDemand;
    /** Quota tokens per output token, and whether that rate is assumed. */
    readonly burndown: number;
    readonly burndownAssumed: boolean;
  };
  /** Mean requests in flight: over the day, and over the busiest hour. */
  readonly inFlight?: { readonly mean: number; readonly busiestHour: number };
  readonly caveats: readonly string[];
}

export function createOption(
  target: PlanTarget,
  traffic: Traffic,
  budget: number | undefined,
): PlanOption {
  const { latency, ttft, per1k, per1kInterval: interval } = target;
  const fixed = fixedPerMonth([target]);
  const bill = (thousand: number): number => monthlyBill(traffic, thousand, fixed);
  const perMonth = per1k === 'unknown' ? per1k : bill(per1k);
  const perMonthInterval = interval && { low: bill(interval.low), high: bill(interval.high) };
  const { peak } = traffic;
  const use = tokenUse(target);
  return {
    target: target.name,
    perMonth,
    ...(perMonthInterval && { perMonthInterval }),
    fixedPerMonth: fixed,
    ...(budget !== undefined && {
      withinBudget: within(budget, perMonth, perMonthInterval ?? { low: fixed }),
    }),
    objectives: target.objectives,
    ...(latency && { latency }),
    ...(ttft && { ttft }),
    ...(use && {
      tokensPerMinute: {
        busiestHour: tokenDemand(peak.perMinute, use),
        burst: tokenDemand(peak.burstyMinute, use),
        burndown: use.burndown,
        burndownAssumed: target.burndownAssumed ?? false,
      },
    }),
    ...(latency && {
      inFlight: {
        mean: inFlight(peak.meanPerSecond, latency.avg),
        busiestHour: inFlight(peak.perSecond, latency.avg),
      },
    }),
    caveats: [
      ...unsettled(target),
      ...beyondTest(target, traffic),
      ...(use === undefined ? [] : quotaCaveats(target, use, traffic)),
    ],
  };
}

/** Returns the mean quota tokens of a query; undefined where any count is unknown. */
function tokenUse({ size, maxTokens, burndown }: PlanTarget): TokenUse | undefined {
  if (size === undefined || maxTokens === undefined || burndown === undefined) return undefined;
  return { ...size, maxTokens, burndown };
}

/** Returns the option with the lowest known monthly bill. */
export function cheapestOption(options: readonly PlanOption[]): PlanOption | undefined {
  return options
    .filter((option) => option.perMonth !== 'unknown')
    .sort((a, b) => Number(a.perMonth) - Number(b.perMonth))[0];
}

/** A bill of fewer than 30 answers has no interval: only its fixed part is certain. */
function within(
  budget: number,
  perMonth: Dollars,
  { low, high = Number.POSITIVE_INFINITY }: Pick<Interval, 'low'> & Partial<Interval>,
): PlanVerdict {
  if (perMonth === 'unknown') return 'no-data';
  if (high <= budget) return 'pass';
  return low > budget ? 'fail' : 'inconclusive';
}

function unsettled({ name, per1k, objectives }: PlanTarget): readonly string[] {
  return [
    ...(per1k === 'unknown'
      ? [`What ${name} costs is unknown: a price or a token count is missing.`]
      : []),
    ...(objectives === 'pass' || objectives === 'fail'
      ? []
      : [`Whether ${name} meets its objectives is not settled: ${WHY_UNSETTLED[objectives]}.`]),
  ];
}

const WHY_UNSETTLED: Readonly<Record<Exclude<ObjectiveStatus, 'pass' | 'fail'>, string>> = {
  inconclusive: 'the run has too few samples',
  'no-data': 'the run has no data for one of them',
  none: 'the scenario sets none but on cost',
  unproven: 'the run is invalid or was cut short',
  unanswered: 'it left many arrivals unanswered, and none of them counts those',
};

function beyondTest(target: PlanTarget, { peak }: Traffic): readonly string[] {
  const { name, testedPerSecond } = target;
  const burst = peak.burstyMinute / 60;
  if (testedPerSecond === undefined || testedPerSecond >= burst) return [];
  return [
    `The busiest minutes bring ${rate(burst)} and ${name} was tested at ${rate(testedPerSecond)}: ` +
      'its latency there was not measured.',
  ];
}

function quotaCaveats(
  { name, price, quota, latency, burndownAssumed = false }: PlanTarget,
  use: TokenUse,
  { peak }: Traffic,
): readonly string[] {
  const caveats: string[] = [];
  const sustained = quota && sustainedPerMinute(quota, use, latency?.avg ?? 0);
  if (sustained !== undefined && sustained < peak.burstyMinute) {
    caveats.push(
      `The quota of ${formatCount(quota ?? 0)} tokens a minute sustains ${formatCount(Math.floor(sustained))} ` +
        `queries a minute, and the busiest minutes bring ${formatCount(peak.burstyMinute)}: ${name} will be throttled.`,
    );
  }
  if (price !== undefined && use.maxTokens > 2 * use.burndown * use.output) {
    caveats.push(
      `Each query to ${name} reserves ${formatCount(use.maxTokens)} output tokens of the quota and uses ` +
        `${formatCount(Math.round(use.output))}: a lower maxTokens needs less quota.`,
    );
  }
  if (burndownAssumed) {
    caveats.push(
      `That an output token of ${name} uses up ${formatCount(use.burndown)} tokens of the quota is assumed: ` +
        'Bedrock documents no rate for its model. Give it in the scenario as burndown.',
    );
  }
  return caveats;
}

const rate = (perSecond: number): string => formatQuantity(perSecond, 'per_second');
