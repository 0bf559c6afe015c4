import type { Demand } from '../scenario/demand.ts';
import type { FixedCost, PriceRow } from '../scenario/schema/price-row.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Ledger } from './ledger.ts';
import { perMonth, queriesPerMonth } from './month.ts';
import { priceRows, type Pricing, rentPerHour } from './pricing.ts';

/** A Bill is what a target costs: for a thousand answered queries, and for a month at the scenario's demand. */
export interface Bill {
  /** US dollars spent in the run itself: tokens, requests, and the time of rented machines. */
  readonly run: Dollars;
  /** What of `run` is known, where it is unknown. */
  readonly runAtLeast?: number;
  /**
   * US dollars per 1,000 `ok` answers, failed and retried attempts included, with the share of fixed
   * costs and rented machines that the demand gives each. Without a demand that share is unknown.
   */
  readonly per1k: Dollars;
  readonly per1kAtLeast?: number;
  /** 95 % interval of `per1k`, from the spread of the answers' costs. */
  readonly per1kInterval?: Interval;
  /** The part of `per1k` that follows traffic. */
  readonly variablePer1k: Dollars;
  readonly variablePer1kAtLeast?: number;
  readonly variablePer1kInterval?: Interval;
  /** US dollars a month (365/12 days): variable at the demand, instances and fixed costs. Absent without a demand. */
  readonly perMonth?: Dollars;
  readonly perMonthAtLeast?: number;
  readonly perMonthInterval?: Interval;
  /** The part of `perMonth` that does not depend on traffic, line by line. */
  readonly fixed: readonly FixedCost[];
  /** The rows the tokens were priced with. */
  readonly prices: readonly BilledPrice[];
  /** Why a figure above is unknown, a sentence each. */
  readonly missing: readonly string[];
  /** What is odd about a price, a sentence each. */
  readonly doubts: readonly string[];
}

/** A PriceRow as a bill keeps it; results of before the figures were kept have its name and source only. */
export type BilledPrice = Pick<PriceRow, 'id' | 'source' | 'asOf'> & Partial<PriceRow>;

/** US dollars, or `unknown` where a price or a token count is missing: never 0 for want of knowledge. */
export type Dollars = number | 'unknown';

/** What a bill needs beside what the samples cost. */
export interface BillContext {
  readonly pricing: Pricing;
  readonly demand: Demand | undefined;
  /** How long the target's machines were rented for the run. */
  readonly rented: Milliseconds;
}

/** The bill of one target: what its samples cost, carried to a month of the demand. */
export function createBill(ledger: Ledger, { pricing, demand, rented }: BillContext): Bill {
  const { fixed } = pricing;
  const always = fixed.reduce((sum, line) => sum + line.perMonth, 0);
  const rent = rentFor(rented, [pricing]);
  const { spent, spentAtLeast } = ledger;
  return {
    run: spent === undefined ? 'unknown' : spent + rent,
    ...(spent === undefined ? { runAtLeast: spentAtLeast + rent } : {}),
    ...thousand(ledger, always, demand),
    ...variable(ledger),
    ...(demand && month(ledger, always, demand)),
    fixed,
    prices: priceRows(pricing),
    missing: [...missingOf(ledger, pricing), ...unshared(always, demand)],
    doubts: pricing.doubt === undefined ? [] : [pricing.doubt],
  };
}

/** US dollars that the machines of pricings cost for so long. */
export function rentFor(rented: Milliseconds, pricings: Iterable<Pricing>): number {
  return (rentPerHour(pricings) * rented) / 3_600_000;
}

function variable(
  ledger: Ledger,
): Pick<Bill, 'variablePer1k' | 'variablePer1kAtLeast' | 'variablePer1kInterval'> {
  const { per1k, per1kAtLeast, per1kInterval } = ledger;
  return {
    variablePer1k: per1k ?? 'unknown',
    ...(per1k === undefined && per1kAtLeast !== undefined
      ? { variablePer1kAtLeast: per1kAtLeast }
      : {}),
    ...(per1kInterval && { variablePer1kInterval: per1kInterval }),
  };
}

/** With the fixed share of each thousand; without a demand nobody knows how many share it. */
function thousand(
  { per1k, per1kAtLeast, per1kInterval: interval }: Ledger,
  always: number,
  demand: Demand | undefined,
): Pick<Bill, 'per1k' | 'per1kAtLeast' | 'per1kInterval'> {
  const share =
    always === 0 ? 0 : demand && (1000 * always) / queriesPerMonth(demand.queriesPerDay);
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
  { per1k, per1kAtLeast = 0, per1kInterval: interval }: Ledger,
  always: number,
  { queriesPerDay }: Demand,
): Pick<Bill, 'perMonth' | 'perMonthAtLeast' | 'perMonthInterval'> {
  const monthly = (dollars: number): number => always + perMonth(dollars, queriesPerDay);
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

function unshared(always: number, demand: Demand | undefined): readonly string[] {
  if (always === 0 || demand !== undefined) return [];
  return [
    'No demand says how many answers a month share its fixed costs: state demand, such as 50000/day.',
  ];
}
