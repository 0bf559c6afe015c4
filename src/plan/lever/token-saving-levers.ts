import { formatQuantity, formatShare } from '../../metrics/catalogue/format-quantity.ts';
import type { PricedTarget } from '../demand/plan-target.ts';
import {
  maxInputTokens,
  maxOutputTokens,
  promptCachePer1k,
  type PromptSize,
  promptTokens,
  sizePer1k,
} from '../demand/prompt-size.ts';
import { batchLever } from './batch-lever.ts';
import type { Lever } from './lever.ts';
import { hitRateNeeded, PUBLISHED_HIT_RATES } from './response-cache.ts';

/**
 * The least that may be left of an answer and of a prompt, as a share of today's and in tokens: to cut
 * more makes it another product. Own choice: a sentence, and a question with its instructions.
 */
const FLOORS = {
  answer: { share: 0.25, tokens: 20 },
  prompt: { share: 0.25, tokens: 50 },
} as const;

/** The share of queries that find a prefix cached when they follow each other within its lifetime. */
const PREFIX_HIT_RATE = 0.9;

/** The levers that bring one target, with no other beside it, down to `allowed` US dollars per 1,000 queries. */
export function tokenSavingLevers(target: PricedTarget, allowed: number): readonly Lever[] {
  return [
    responseCache(target, allowed),
    ...tokenLevers(target, allowed),
    ...batchLever(target, allowed),
  ];
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
        : `A cache of answers must serve ${formatShare(needed)} of queries in place of ${name}` +
          (reaches
            ? '.'
            : `; ${formatShare(least)} to ${formatShare(best)} are published for production.`),
    caveat:
      'Neither the hit rate nor wrong hits were measured: have the judge score cached answers.',
  };
}

function tokenLevers(target: PricedTarget, allowed: number): readonly Lever[] {
  const { per1k, size, price } = target;
  if (size === undefined || price === undefined) return [];
  // What a thousand cost beside tokens (requests, failures) stays, and so does what caches hold.
  const forTokens = allowed - (per1k - sizePer1k(price, size));
  const forFresh = forTokens - sizePer1k(price, { ...size, input: 0, output: 0 });
  const per1kAt = (changed: Partial<PromptSize>): number =>
    per1k - sizePer1k(price, size) + sizePer1k(price, { ...size, ...changed });
  return [
    shortened(target, {
      kind: 'shorter-answer',
      now: size.output,
      most: maxOutputTokens(price, size.input, forFresh),
      floor: Math.ceil(Math.max(size.output * FLOORS.answer.share, FLOORS.answer.tokens)),
      per1kAt: (output) => per1kAt({ output }),
    }),
    shortened(target, {
      kind: 'shorter-prompt',
      now: size.input,
      most: maxInputTokens(price, size.output, forFresh),
      floor: Math.ceil(Math.max(size.input * FLOORS.prompt.share, FLOORS.prompt.tokens)),
      per1kAt: (input) => per1kAt({ input }),
    }),
    ...prefixCache(target, { size, price, forTokens }),
  ];
}

interface Shortening {
  readonly kind: 'shorter-answer' | 'shorter-prompt';
  /** Tokens: today's, the most that the budget allows, the fewest that are considered. */
  readonly now: number;
  readonly most: number | undefined;
  readonly floor: number;
  readonly per1kAt: (tokens: number) => number;
}

const SHORTENED = {
  'shorter-answer': {
    noun: 'Answers',
    one: 'answer',
    caveat: 'What shorter answers do to quality was not measured.',
  },
  'shorter-prompt': {
    noun: 'Prompts',
    one: 'prompt',
    caveat: 'What fewer passages do to quality was not measured.',
  },
} as const;

/** Never below the floor: what nobody would accept is no way into the budget. */
function shortened({ name }: PricedTarget, shortening: Shortening): Lever {
  const { kind, now, most, floor, per1kAt } = shortening;
  const { noun, one, caveat } = SHORTENED[kind];
  const reaches = most !== undefined && most >= floor;
  const least = `${tokens(floor)} tokens, the fewest this plan considers`;
  return {
    kind,
    target: name,
    unit: 'tokens',
    reaches,
    floor,
    ...(reaches && { value: most }),
    sentence: reaches
      ? `${noun} of ${tokens(most)} tokens in place of ${tokens(now)} bring ${name} inside the budget.`
      : now <= floor
        ? `No shorter ${one} brings ${name} inside the budget: today's ${tokens(now)} tokens are no more than ${least}.`
        : `No shorter ${one} brings ${name} inside the budget: at ${least} (today's are ${tokens(now)}), it costs ${formatQuantity(per1kAt(floor), 'usd')} per 1,000 queries.`,
    caveat: `${caveat} Fewer than ${tokens(floor)} tokens are not considered: a quarter of today's, and ${FLOORS[one].tokens} at least.`,
  };
}

function prefixCache(
  { name, leastCached = 0 }: PricedTarget,
  {
    size,
    price,
    forTokens,
  }: Required<Pick<PricedTarget, 'size' | 'price'>> & { readonly forTokens: number },
): readonly Lever[] {
  // A prompt that is cached already, or too short for it, gains nothing.
  if (promptTokens(size) > size.input || size.input < leastCached) return [];
  const uncached = sizePer1k(price, size);
  const all = promptCachePer1k(price, size, { prefix: size.input, hitRate: PREFIX_HIT_RATE });
  if (all === undefined || all >= uncached) return [];
  // The price falls in proportion to the prefix.
  const needed = Math.max(leastCached, ((uncached - forTokens) / (uncached - all)) * size.input);
  const reaches = needed <= size.input;
  return [
    {
      kind: 'prompt-cache',
      target: name,
      unit: 'tokens',
      reaches,
      ...(reaches && { value: needed }),
      sentence: reaches
        ? `A shared prefix of ${tokens(needed)} tokens, found cached ${formatShare(PREFIX_HIT_RATE)} of the time, brings ${name} inside the budget.`
        : `Prompt caching alone does not bring ${name} inside the budget: with the whole prompt cached ${formatShare(PREFIX_HIT_RATE)} of the time it costs ${formatQuantity(all, 'usd')} per 1,000 queries.`,
      caveat:
        'Only a prefix that is the same in all queries can be cached; the run did not show how long it is.',
    },
  ];
}

const tokens = (value: number): string => formatQuantity(Math.round(value), 'tokens');
