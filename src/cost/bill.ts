import type { Demand } from '../scenario/demand-schema.ts';
import type { FixedCost, PriceRow } from '../scenario/schema/price-row.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Ledger } from './ledger.ts';
import { perMonth, queriesPerMonth } from './month.ts';
import { priceRows, type Pricing, rentPerHour } from './pricing.ts';

/** Cost of a target: per thousand answered queries, and per month at the scenario's demand. */
export interface Bill {
  /** US dollars spent in the run: tokens, requests, and rented machine time. */
  readonly run: Dollars;
  /** Known part of `run` where it is unknown. */
  readonly runAtLeast?: number;
  /**
   * US dollars per 1,000 `ok` answers, with failed and retried attempts, and with their share of
   * fixed costs and rented machines at the demand. Without a demand that share is unknown.
   */
  readonly per1k: Dollars;
  readonly per1kAtLeast?: number;
  /** 95 % interval of `per1k`, from the variation of the answers' costs. */
  readonly per1kInterval?: Interval;
  /** Part of `per1k` that grows with traffic. */
  readonly variablePer1k: Dollars;
  readonly variablePer1kAtLeast?: number;
  readonly variablePer1kInterval?: Interval;
  /**
   * US dollars per month (365/12 days): variable costs at the demand, instances and fixed costs.
   * Absent without a demand.
   */
  readonly perMonth?: Dollars;
  readonly perMonthAtLeast?: number;
  readonly perMonthInterval?: Interval;
  /** Part of `perMonth` independent of traffic, line by line. */
  readonly fixed: readonly FixedCost[];
  /** Price rows of the tokens. */
  readonly prices: readonly BilledPrice[];
  /** Why a figure above is unknown, a sentence each. */
  readonly missing: readonly string[];
  /** Doubts about prices, a sentence each. */
  readonly doubts: readonly string[];
}

/** A price row in a bill; older results have only its name and source. */
export type BilledPrice = Pick<PriceRow, 'id' | 'source' | 'asOf'> & Partial<PriceRow>;

/** US dollars, or `unknown` where a price or a token count is missing; never 0 for an unknown. */
export type Dollars = number | 'unknown';

/** Context of a bill beside the samples' costs. */
export interface BillContext {
  readonly pricing: Pricing;
  readonly demand: Demand | undefined;
  /** Time that the target's machines were rented for the run. */
  readonly rented: Milliseconds;
}

/** Creates the bill of one target: the cost of its samples, extended to a month of the demand. */
export function createBill(ledger: Ledger, { pricing, demand, rented }: BillContext): Bill {
  const { fixed } = pricing;
  const fixedPerMonth = fixed.reduce((sum, line) => sum + line.perMonth, 0);
  const rent = rentFor(rented, [pricing]);
  const { spent, spentAtLeast } = ledger;
  const cost = variableCost(ledger, pricing);
  return {
    run: spent === undefined ? 'unknown' : spent + rent,
    ...(spent === undefined ? { runAtLeast: spentAtLeast + rent } : {}),
    ...thousand(cost, fixedPerMonth, demand),
    ...variable(cost),
    ...(demand && month(cost, fixedPerMonth, demand)),
    fixed,
    prices: priceRows(pricing),
    missing: [...missingOf(ledger, pricing), ...unshared(fixedPerMonth, demand)],
    doubts: pricing.doubt === undefined ? [] : [pricing.doubt],
  };
}

/** Returns the rent of the pricings' machines for this time, US dollars. */
export function rentFor(rented: Milliseconds, pricings: Iterable<Pricing>): number {
  return (rentPerHour(pricings) * rented) / 3_600_000;
}

type VariableCost = Pick<Ledger, 'per1k' | 'per1kAtLeast' | 'per1kInterval'>;

/** Returns the variable cost; that of free answers is certain, however few they are. */
function variableCost(ledger: Ledger, pricing: Pricing): VariableCost {
  const { per1k, per1kAtLeast, per1kInterval } = ledger;
  const isCertain = isFree(pricing) && per1k === 0;
  return { per1k, per1kAtLeast, per1kInterval: isCertain ? { low: 0, high: 0 } : per1kInterval };
}

/** Returns whether answers cost nothing beside rented machines. */
function isFree({ tokens, perRequest, parts }: Pricing): boolean {
  if (perRequest > 0) return false;
  return parts === undefined ? tokens === 'free' : Object.values(parts).every(isFree);
}

function variable({
  per1k,
  per1kAtLeast,
  per1kInterval,
}: VariableCost): Pick<Bill, 'variablePer1k' | 'variablePer1kAtLeast' | 'variablePer1kInterval'> {
  return {
    variablePer1k: per1k ?? 'unknown',
    ...(per1k === undefined && per1kAtLeast !== undefined
      ? { variablePer1kAtLeast: per1kAtLeast }
      : {}),
    ...(per1kInterval && { variablePer1kInterval: per1kInterval }),
  };
}

/**
 * Returns the cost per thousand with its share of fixed costs; unknown without a demand to share
 * them.
 */
function thousand(
  { per1k, per1kAtLeast, per1kInterval: interval }: VariableCost,
  fixedPerMonth: number,
  demand: Demand | undefined,
): Pick<Bill, 'per1k' | 'per1kAtLeast' | 'per1kInterval'> {
  const share =
    fixedPerMonth === 0
      ? 0
      : demand && (1000 * fixedPerMonth) / queriesPerMonth(demand.queriesPerDay);
  if (per1k === undefined || share === undefined) {
    return {
      per1k: 'unknown',
      ...(per1kAtLeast === undefined ? {} : { per1kAtLeast: per1kAtLeast + (share ?? 0) }),
    };
  }
  return {
    per1k: per1k + share,
    ...(interval && { per1kInterval: { low: interval.low + share, high: interval.high + share } }),
  };
}

function month(
  { per1k, per1kAtLeast = 0, per1kInterval: interval }: VariableCost,
  fixedPerMonth: number,
  { queriesPerDay }: Demand,
): Pick<Bill, 'perMonth' | 'perMonthAtLeast' | 'perMonthInterval'> {
  const monthly = (dollars: number): number => fixedPerMonth + perMonth(dollars, queriesPerDay);
  if (per1k === undefined) return { perMonth: 'unknown', perMonthAtLeast: monthly(per1kAtLeast) };
  return {
    perMonth: monthly(per1k),
    ...(interval && {
      perMonthInterval: { low: monthly(interval.low), high: monthly(interval.high) },
    }),
  };
}

function missingOf({ missing, per1kAtLeast }: Ledger, { unpriced }: Pricing): readonly string[] {
  const sentences = [...missing].map(([lack, n]) =>
    lack === unpriced ? lack : `${lack} ${times(n)}`,
  );
  if (unpriced !== undefined && !missing.has(unpriced)) sentences.unshift(unpriced);
  return [
    ...sentences,
    ...(per1kAtLeast === undefined ? ['Nothing was answered, so an answer has no cost.'] : []),
  ];
}

function times(n: number): string {
  return `(${n} ${n === 1 ? 'request' : 'requests'})`;
}

function unshared(fixedPerMonth: number, demand: Demand | undefined): readonly string[] {
  if (fixedPerMonth === 0 || demand !== undefined) return [];
  return [
    'No demand says how many answers a month share its fixed costs: state demand, such as 50000/day.',
  ];
}
