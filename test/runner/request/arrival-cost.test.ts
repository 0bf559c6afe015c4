import { describe, expect, it } from 'vitest';
import { type ArrivalPrices, costOfArrival } from '../../../src/runner/request/arrival-cost.ts';
import type { RequestResult } from '../../../src/runner/request/retrying-request.ts';
import { queryOf, specOf } from '../../target/asking.ts';

const spec = specOf({
  kind: 'sagemaker',
  endpointName: 'support',
  body: 'tgi',
  stream: true,
  headers: {},
});
const allowance = { maximum: { once: 5, again: 5, refused: 0 } };

/** Prices that know what an arrival cost, or only its bounds: 1 to 4 dollars. */
function pricesOf(known: number | undefined): ArrivalPrices {
  return {
    price: () => known,
    priceAtLeast: () => 1,
    priceAtMost: { query: () => allowance.maximum, arrival: () => known ?? 4 },
  };
}

/** A result whose only attempt was sent at 1, or that was never sent. */
function resultOf(sent: number | undefined): RequestResult {
  const stamps = sent === undefined ? {} : { sent };
  const reply = { outcome: 'ok', stamps, tokens: { source: 'unknown' } };
  return { reply, attempts: [{}] } as unknown as RequestResult;
}

describe('costOfArrival', () => {
  it('a known cost is recorded alone, and is what the spend cap counts', () => {
    expect(costOfArrival(pricesOf(3), spec, queryOf('Hi'), resultOf(1), allowance)).toEqual({
      recorded: { costUsd: 3 },
      held: 3,
      isOpen: false,
    });
  });

  it('an unknown cost is recorded by its bounds, and the spend cap counts the upper one', () => {
    const cost = costOfArrival(pricesOf(undefined), spec, queryOf('Hi'), resultOf(1), allowance);
    expect(cost).toEqual({
      recorded: { costAtLeastUsd: 1, costAtMostUsd: 4 },
      held: 4,
      isOpen: true,
    });
  });

  it('without a spend cap an unknown cost has no upper bound', () => {
    const cost = costOfArrival(pricesOf(undefined), spec, queryOf('Hi'), resultOf(1), undefined);
    expect(cost).toEqual({ recorded: { costAtLeastUsd: 1 }, held: 0, isOpen: false });
  });

  it('the spend cap counts nothing for an arrival that was never sent', () => {
    const cost = costOfArrival(
      pricesOf(undefined),
      spec,
      queryOf('Hi'),
      resultOf(undefined),
      allowance,
    );
    expect(cost).toMatchObject({ recorded: { costAtLeastUsd: 0 }, held: 0 });
  });
});
