import { rentFor } from '../../cost/bill.ts';
import { appraise, costAtMost, costOf } from '../../cost/cost.ts';
import { maximumCost } from '../../cost/maximum-cost.ts';
import type { Pricing } from '../../cost/pricing.ts';
import type { Query } from '../../dataset/query/query.ts';
import type { PriceAtMost } from '../../runner/request/arrival-cost.ts';
import { leastTokens } from '../../target/decode/token-estimate.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { entryFor } from './per-target.ts';

/** Pricings are how the targets of a run, and its judge, are paid. */
interface Pricings {
  readonly pricings: ReadonlyMap<string, Pricing>;
  /** Absent where nobody judges. */
  readonly judgePricing?: Pricing;
}

/** US dollars for the machines rented for so long, the judge's included; each endpoint is rented once. */
export function rentOf({ pricings, judgePricing }: Pricings, rented: Milliseconds): number {
  return rentFor(rented, [...pricings.values(), ...(judgePricing ? [judgePricing] : [])]);
}

/** The US dollars of one arrival, under its target's pricing. */
export function priceArrival({ pricings }: Pricings) {
  return (
    target: { readonly name: string },
    arrival: Parameters<typeof costOf>[0],
  ): number | undefined => costOf(arrival, entryFor(pricings, target.name));
}

/** The US dollars an arrival of unknown cost was billed at least: its prompt was read. */
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

/** What a spend cap holds for each request until its cost is known. */
export function priceAtMost({ pricings }: Pricings): PriceAtMost {
  const pricingOf = ({ name }: { readonly name: string }) => entryFor(pricings, name);
  return {
    query: (target, query) => maximumCost(query, pricingOf(target)),
    arrival: (target, arrival, maximum) => costAtMost(arrival, pricingOf(target), maximum),
  };
}
