import type { Demand } from '../scenario/demand.ts';
import type { PriceRow } from '../scenario/price-row.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Ledger } from './ledger.ts';
import { perMonth } from './month.ts';
import { priceRows, type Pricing } from './pricing.ts';

/** A Bill is what a target costs: for a thousand answered queries, and for a month at the scenario's demand. */
export interface Bill {
  /** US dollars spent on tokens and requests in the run itself. */
  readonly run: Dollars;
  /** Variable US dollars per 1,000 `ok` answers, failed and retried attempts included. */
  readonly per1k: Dollars;
  /** 95 % interval of `per1k`, from the spread of the answers' costs. */
  readonly per1kInterval?: Interval;
  /** US dollars a month (365/12 days): variable at the demand, instances and fixed costs. Absent without a demand. */
  readonly perMonth?: Dollars;
  readonly perMonthInterval?: Interval;
  /** The part of `perMonth` that does not depend on traffic, line by line. */
  readonly fixed: readonly { readonly name: string; readonly perMonth: number }[];
  /** The rows the tokens were priced with, tier and cache lifetime in them. Rates are absent in results of before they were kept. */
  readonly prices: readonly (Pick<PriceRow, 'id' | 'source' | 'asOf'> & Partial<PriceRow>)[];
}

/** US dollars, or `unknown` where a price or a token count is missing: never 0 for want of knowledge. */
export type Dollars = number | 'unknown';

/** The bill of one target: what its samples cost, carried to a month of the demand. */
export function createBill(ledger: Ledger, pricing: Pricing, demand: Demand | undefined): Bill {
  const { fixed } = pricing;
  const { per1k, per1kInterval } = ledger;
  const always = fixed.reduce((sum, line) => sum + line.perMonth, 0);
  const monthly = (thousand: number, { queriesPerDay }: Demand): number =>
    always + perMonth(thousand, queriesPerDay);
  return {
    run: ledger.spent ?? 'unknown',
    per1k: per1k ?? 'unknown',
    ...(per1kInterval && { per1kInterval }),
    ...(demand && { perMonth: per1k === undefined ? 'unknown' : monthly(per1k, demand) }),
    ...(demand &&
      per1kInterval && {
        perMonthInterval: {
          low: monthly(per1kInterval.low, demand),
          high: monthly(per1kInterval.high, demand),
        },
      }),
    fixed,
    prices: priceRows(pricing),
  };
}
