import type { FixedCost, PriceRow } from '../scenario/price-row.ts';
import { Problem } from '../scenario/problem.ts';
import type { TargetSpec } from '../scenario/target-spec.ts';
import { HOURS_PER_MONTH } from './month.ts';
import type { PriceBook } from './price-book.ts';
import { tieredPrice } from './service-tier.ts';

/** A Pricing is how one target's use is paid: by the token, by the request, by the month. */
export interface Pricing {
  /** The tokens' row; `free` where only hardware is rented, `unknown` where no row is known. */
  readonly tokens: PriceRow | 'free' | 'unknown';
  /** US dollars for each request sent, beside tokens. */
  readonly perRequest: number;
  /** US dollars a month, line by line, whatever the traffic. */
  readonly fixed: readonly FixedCost[];
  /** Of a route, which reads no token itself: how its parts are paid, by their names. */
  readonly parts?: Readonly<Record<string, Pricing>>;
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
  if (target.kind === 'route') return routePricing(target, book, shared);
  return {
    tokens: tokenPrice(target, book),
    perRequest: target.perRequest,
    fixed: [...shared, ...target.fixedCosts, ...rent(target)],
  };
}

/** A route's `tokens` tell only whether some part's price is unknown; its parts are what is priced. */
function routePricing(
  target: Extract<TargetSpec, { kind: 'route' }>,
  book: PriceBook,
  shared: readonly FixedCost[],
): Pricing {
  const parts = Object.entries(target.parts).map(([name, part]): [string, Pricing] => [
    name,
    createPricing(part, book, []),
  ]);
  const pricings = parts.map(([, pricing]) => pricing);
  const unknown = pricings.some(({ tokens }) => tokens === 'unknown');
  return {
    tokens: unknown ? 'unknown' : 'free',
    perRequest: target.perRequest,
    fixed: [...shared, ...target.fixedCosts, ...pricings.flatMap(({ fixed }) => fixed)],
    parts: Object.fromEntries(parts),
  };
}

/** The rows a pricing prices tokens with, its parts' included, each once. */
export function priceRows({ tokens, parts = {} }: Pricing): readonly PriceRow[] {
  const own = typeof tokens === 'string' ? [] : [tokens];
  return [...new Set([...own, ...Object.values(parts).flatMap(priceRows)])];
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
  const row = 'model' in target ? book.find(target.model) : undefined;
  return (row && tieredPrice(row, target)) ?? 'unknown';
}

function rent({ name, instances }: TargetSpec): readonly FixedCost[] {
  if (instances === undefined) return [];
  const { type, count, perHour } = instances;
  return [{ name: `${name}: ${count} x ${type}`, perMonth: perHour * count * HOURS_PER_MONTH }];
}
