import { formatQuantity, formatUsd } from '../../metrics/catalogue/format-quantity.ts';
import type { PricedTarget } from '../demand/plan-target.ts';
import { promptTokens, sizePer1k } from '../demand/prompt-size.ts';
import type { Lever } from './lever.ts';

/**
 * Price factor of batch jobs: half of the list price on Bedrock, whatever the tier of other
 * requests (AWS price list, 2025).
 */
const BATCH_DISCOUNT = 0.5;

/** Savings below this share of token cost are rounding errors. */
const ROUNDING = 1e-9;

/**
 * Returns the effect of sending a share of queries as batch jobs; none where tokens or their price
 * are unknown.
 */
export function batchLever(target: PricedTarget, allowed: number): readonly Lever[] {
  const { name, per1k, size, price, tierFactor = 1 } = target;
  if (size === undefined || price === undefined) return [];
  const tokens = sizePer1k(price, size);
  // A batch job reads no cached prompt.
  const plain = { input: promptTokens(size), output: size.output };
  const batched = (BATCH_DISCOUNT * sizePer1k(price, plain)) / tierFactor;
  const saved = tokens - batched;
  const needed = saved > tokens * ROUNDING ? (per1k - allowed) / saved : undefined;
  const reaches = needed !== undefined && needed <= 1;
  const cost = `${formatUsd(batched)} per 1,000 queries`;
  return [
    {
      kind: 'batch',
      target: name,
      unit: 'share',
      reaches,
      per1k: batched,
      ...(reaches && { value: needed }),
      sentence:
        needed === undefined
          ? `Batch jobs save nothing for ${name}: at half of list price they cost ${cost}, and its tokens cost ${formatUsd(tokens)} now.`
          : reaches
            ? `If ${formatQuantity(needed, 'share')} of queries to ${name} can wait for hours, batch jobs at half of list price, ${cost}, bring it inside the budget.`
            : `Batch jobs do not bring ${name} inside the budget, even for all queries: at half of list price they cost ${cost}.`,
      caveat:
        'Batch jobs answer within a day, take no cached prompts, and are not offered for every model.',
    },
  ];
}
