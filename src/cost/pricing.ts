import type { FixedCost, PriceRow } from '../scenario/price-row.ts';
import { Problem } from '../scenario/problem.ts';
import type { TargetSpec } from '../scenario/target-spec.ts';
import { HOURS_PER_MONTH } from './month.ts';
import type { PriceBook } from './price-book.ts';

/** A Pricing is how one target's use is paid: by the token, by the request, by the month. */
export interface Pricing {
  /** The tokens' row; `free` where only hardware is rented, `unknown` where no row is known. */
  readonly tokens: PriceRow | 'free' | 'unknown';
  /** US dollars for each request sent, beside tokens. */
  readonly perRequest: number;
  /** US dollars a month, line by line, whatever the traffic. */
  readonly fixed: readonly FixedCost[];
}

/**
 * The pricing of a target, with what every target pays by the month (`shared`).
 *
 * Throws a Problem when the target names a price that no row has. A model nobody prices is not an
 * error: its cost is unknown, and the reports say so.
 */
export function createPricing(
  target: TargetSpec,
  book: PriceBook,
  shared: readonly FixedCost[],
): Pricing {
  return {
    tokens: tokenPrice(target, book),
    perRequest: target.perRequest,
    fixed: [...shared, ...target.fixedCosts, ...rent(target)],
  };
}

function tokenPrice(target: TargetSpec, book: PriceBook): Pricing['tokens'] {
  if (target.price !== undefined) {
    const row = book.find(target.price);
    if (row !== undefined) return row;
    throw new Problem(
      `Target "${target.name}" has the price "${target.price}", which no row has.`,
      {
        remedy: 'Name a Bedrock model id of the price book, or add a row with this id to `prices`.',
      },
    );
  }
  if (target.instances !== undefined) return 'free';
  return 'model' in target ? (book.find(target.model) ?? 'unknown') : 'unknown';
}

function rent({ name, instances }: TargetSpec): readonly FixedCost[] {
  if (instances === undefined) return [];
  const { type, count, perHour } = instances;
  return [{ name: `${name}: ${count} x ${type}`, perMonth: perHour * count * HOURS_PER_MONTH }];
}
