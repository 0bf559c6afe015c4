import type { Allowance } from '../../cost/allowance.ts';
import type { MaximumCost } from '../../cost/maximum-cost.ts';
import type { Query } from '../../dataset/query/query.ts';
import type { Sample } from '../../sample/sample.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import type { RequestResult } from './retrying-request.ts';

/** How the arrivals of a run are priced. */
export interface ArrivalPrices {
  /** Returns the cost of an arrival with all its attempts, US dollars; undefined if unknown. */
  readonly price: (
    target: TargetSpec,
    arrival: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
  ) => number | undefined;
  /** Returns the known part of the cost if `price` is undefined, US dollars; 0 if absent. */
  readonly priceAtLeast?:
    | ((
        target: TargetSpec,
        arrival: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
        query: Query,
      ) => number)
    | undefined;
  /** Maximum costs that the spend cap reserves; absent without a cap. */
  readonly priceAtMost?: PriceAtMost | undefined;
}

/** Maximum costs, US dollars: of a query before it is sent, and of an arrival that was sent. */
export interface PriceAtMost {
  readonly query: (target: TargetSpec, query: Query) => MaximumCost;
  readonly arrival: (
    target: TargetSpec,
    arrival: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
    maximum: MaximumCost,
  ) => number;
}

/** What an arrival was billed, as far as it is known. */
interface ArrivalCost {
  /** The members of its record. */
  readonly recorded: Pick<Sample, 'costUsd' | 'costAtLeastUsd' | 'costAtMostUsd'>;
  /** US dollars that the spend cap counts for it. */
  readonly held: number;
  /** Whether it may have cost less than the spend cap counts. */
  readonly isOpen: boolean;
}

/** Returns the cost of an arrival that was asked; nothing is held for one that was never sent. */
export function costOfArrival(
  prices: ArrivalPrices,
  spec: TargetSpec,
  query: Query,
  { reply, attempts }: RequestResult,
  allowance: Pick<Allowance, 'maximum'> | undefined,
): ArrivalCost {
  const arrival = { outcome: reply.outcome, tokens: reply.tokens, attempts };
  const wasSent = attempts.length > 1 || reply.stamps.sent !== undefined;
  const costUsd = prices.price(spec, arrival);
  const leastOf = wasSent ? prices.priceAtLeast : undefined;
  const costAtLeastUsd = costUsd === undefined ? (leastOf?.(spec, arrival, query) ?? 0) : undefined;
  const held =
    wasSent && allowance ? (prices.priceAtMost?.arrival(spec, arrival, allowance.maximum) ?? 0) : 0;
  const isOpen = allowance !== undefined && held !== costUsd;
  const recorded = {
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(costAtLeastUsd === undefined ? {} : { costAtLeastUsd }),
    ...(isOpen ? { costAtMostUsd: held } : {}),
  };
  return { recorded, held, isOpen };
}
