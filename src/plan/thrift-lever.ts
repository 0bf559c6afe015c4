import { formatQuantity } from '../metrics/quantity.ts';
import type { Lever } from './lever.ts';
import type { PricedTarget } from './plan-target.ts';
import { maxInputTokens, maxOutputTokens, promptCachePer1k, sizePer1k } from './prompt-size.ts';
import { hitRateNeeded, PUBLISHED_HIT_RATES } from './response-cache.ts';

/** Batch jobs cost half of on-demand on Bedrock (AWS price list, 2025). */
const BATCH_DISCOUNT = 0.5;

/** Cutting a prompt or an answer to less than this makes it another product. */
const LEAST_LEFT = 0.25;

/** The share of queries that find a prefix cached when they follow each other within its lifetime. */
const PREFIX_HIT_RATE = 0.9;

/** The levers that bring one target, with no other beside it, down to `allowed` US dollars per 1,000 queries. */
export function thriftLevers(target: PricedTarget, allowed: number): readonly Lever[] {
  return [responseCache(target, allowed), ...tokenLevers(target, allowed)];
}

function responseCache({ name, per1k }: PricedTarget, allowed: number): Lever {
  const needed = hitRateNeeded(per1k, allowed);
  const best = Math.max(...PUBLISHED_HIT_RATES);
  const reaches = needed !== undefined && needed <= best;
  const least = Math.min(...PUBLISHED_HIT_RATES);
  return {
    kind: 'response-cache',
    target: name,
    unit: 'share',
    reaches,
    ...(needed !== undefined && { value: needed }),
    sentence:
      needed === undefined
        ? `No cache of answers brings ${name} inside the budget: fixed costs use it up.`
        : `A cache of answers must serve ${share(needed)} of queries in place of ${name}` +
          (reaches ? '.' : `; ${share(least)} to ${share(best)} are published for production.`),
    caveat:
      'Neither the hit rate nor wrong hits were measured: have the judge score cached answers.',
  };
}

function tokenLevers(target: PricedTarget, allowed: number): readonly Lever[] {
  const { name, per1k, size, price } = target;
  if (size === undefined || price === undefined) return [];
  const fresh = sizePer1k(price, size);
  // What a thousand cost beside fresh tokens: requests, caches, failures.
  const forTokens = allowed - (per1k - fresh);
  const input = maxInputTokens(price, size.output, forTokens);
  const output = maxOutputTokens(price, size.input, forTokens);
  return [
    {
      kind: 'shorter-answer',
      target: name,
      unit: 'tokens',
      reaches: output !== undefined && output >= size.output * LEAST_LEFT,
      ...(output !== undefined && { value: output }),
      sentence:
        output === undefined
          ? `No shorter answer brings ${name} inside the budget: its prompts alone exceed it.`
          : `Answers of ${tokens(output)} tokens in place of ${tokens(size.output)} bring ${name} inside the budget; they are faster, too.`,
      caveat: 'What shorter answers do to quality was not measured.',
    },
    {
      kind: 'shorter-prompt',
      target: name,
      unit: 'tokens',
      reaches: input !== undefined && input >= size.input * LEAST_LEFT,
      ...(input !== undefined && { value: input }),
      sentence:
        input === undefined
          ? `No shorter prompt brings ${name} inside the budget: its answers alone exceed it.`
          : `Prompts of ${tokens(input)} tokens in place of ${tokens(size.input)} bring ${name} inside the budget.`,
      caveat: 'What fewer passages do to quality was not measured.',
    },
    ...prefixCache(target, { size, price, forTokens }),
    batch(target, { fresh, forTokens }),
  ];
}

function prefixCache(
  { name }: PricedTarget,
  {
    size,
    price,
    forTokens,
  }: Required<Pick<PricedTarget, 'size' | 'price'>> & { readonly forTokens: number },
): readonly Lever[] {
  const uncached = sizePer1k(price, size);
  const all = promptCachePer1k(price, size, { prefix: size.input, hitRate: PREFIX_HIT_RATE });
  if (all === undefined || all >= uncached) return [];
  // The price falls in proportion to the prefix.
  const needed = ((uncached - forTokens) / (uncached - all)) * size.input;
  const reaches = needed <= size.input;
  return [
    {
      kind: 'prompt-cache',
      target: name,
      unit: 'tokens',
      reaches,
      ...(reaches && { value: needed }),
      sentence: reaches
        ? `A shared prefix of ${tokens(needed)} tokens, found cached ${share(PREFIX_HIT_RATE)} of the time, brings ${name} inside the budget.`
        : `Prompt caching alone does not bring ${name} inside the budget: with the whole prompt cached ${share(PREFIX_HIT_RATE)} of the time it costs ${formatQuantity(all, 'usd')} per 1,000 queries.`,
      caveat:
        'Only a prefix that is the same in all queries can be cached; the run did not show how long it is.',
    },
  ];
}

function batch(
  { name }: PricedTarget,
  { fresh, forTokens }: { readonly fresh: number; readonly forTokens: number },
): Lever {
  const needed = (fresh - forTokens) / (fresh * BATCH_DISCOUNT);
  const reaches = needed <= 1;
  return {
    kind: 'batch',
    target: name,
    unit: 'share',
    reaches,
    ...(reaches && { value: needed }),
    sentence: reaches
      ? `If ${share(needed)} of queries to ${name} can wait for hours, batch jobs at half price bring it inside the budget.`
      : `Batch jobs do not bring ${name} inside the budget, even for all queries.`,
    caveat:
      'Batch jobs answer within a day, take no cached prompts, and are not offered for every model.',
  };
}

const share = (value: number): string => formatQuantity(value, 'share');

const tokens = (value: number): string => formatQuantity(Math.floor(value), 'tokens');
