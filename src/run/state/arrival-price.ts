import { rentFor } from '../../cost/bill.ts';
import { appraise, costAtMost, costOf } from '../../cost/cost.ts';
import { maximumCost } from '../../cost/maximum-cost.ts';
import type { Pricing } from '../../cost/pricing.ts';
import type { Query } from '../../dataset/query/query.ts';
import type { PriceAtMost } from '../../runner/request/arrival-cost.ts';
import { leastTokens } from '../../target/decode/token-estimate.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { entryFor } from './per-target.ts';

/** Pricing of the targets of a run and of its judge. */
interface Pricings {
  readonly pricings: ReadonlyMap<string, Pricing>;
  /** Absent without a judge. */
  readonly judgePricing?: Pricing;
}

/**
 * Returns the rent of all machines for a time, the judge's included, US dollars; each endpoint is
 * rented once.
 */
export function rentOf({ pricings, judgePricing }: Pricings, rented: Milliseconds): number {
  return rentFor(rented, [...pricings.values(), ...(judgePricing ? [judgePricing] : [])]);
}

/** Returns a function that prices an arrival, US dollars. */
export function priceArrival({ pricings }: Pricings) {
  return (
    target: { readonly name: string },
    arrival: Parameters<typeof costOf>[0],
  ): number | undefined => costOf(arrival, entryFor(pricings, target.name));
}

/**
 * Returns a function for the lower bound of an arrival's unknown cost, US dollars: its prompt was
 * read.
 */
export function priceArrivalAtLeast({ pricings }: Pricings) {
  return (
    target: { readonly name: string },
    arrival: Parameters<typeof costOf>[0],
    { system = '', messages }: Query,
  ): number => {
    const prompt = leastTokens(system, ...messages.map(({ text }) => text));
    return appraise(arrival, entryFor(pricings, target.name), prompt).atLeast;
  };
}

/**
 * Returns the maximum costs that a spend cap reserves until the cost is known; undefined without a
 * cap.
 */
export function priceAtMost({ pricings }: Pricings): PriceAtMost {
  const pricingOf = ({ name }: { readonly name: string }) => entryFor(pricings, name);
  return {
    query: (target, query) => maximumCost(query, pricingOf(target)),
    arrival: (target, arrival, maximum) => costAtMost(arrival, pricingOf(target), maximum),
  };
}
