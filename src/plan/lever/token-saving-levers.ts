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
 * Minimum size of an answer and a prompt, as a share of today's and in tokens: a larger cut makes
 * another product. Own choice: a sentence, and a question with its instructions.
 */
const FLOORS = {
  answer: { share: 0.25, tokens: 20 },
  prompt: { share: 0.25, tokens: 50 },
} as const;

/** Share of queries that find a cached prefix when they follow each other within its lifetime. */
const PREFIX_HIT_RATE = 0.9;

/**
 * Returns the levers that bring one target alone down to `allowed` US dollars per 1,000 queries.
 */
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
  // Costs beside tokens (requests, failures) stay, and so do cached tokens.
  const forTokens = allowed - (per1k - sizePer1k(price, size));
  const forFresh = forTokens - sizePer1k(price, { ...size, input: 0, output: 0 });
  const per1kAt = (changed: Partial<PromptSize>): number =>
    per1k - sizePer1k(price, size) + sizePer1k(price, { ...size, ...changed });
  return [
    shortened(target, {
      kind: 'shorter-answer',
      now: size.output,
      max: maxOutputTokens(price, size.input, forFresh),
      floor: Math.ceil(Math.max(size.output * FLOORS.answer.share, FLOORS.answer.tokens)),
      per1kAt: (output) => per1kAt({ output }),
    }),
    shortened(target, {
      kind: 'shorter-prompt',
      now: size.input,
      max: maxInputTokens(price, size.output, forFresh),
      floor: Math.ceil(Math.max(size.input * FLOORS.prompt.share, FLOORS.prompt.tokens)),
      per1kAt: (input) => per1kAt({ input }),
    }),
    ...prefixCache(target, { size, price, forTokens }),
  ];
}

interface Shortening {
  readonly kind: 'shorter-answer' | 'shorter-prompt';
  /** Tokens: today's, the most within the budget, the fewest considered. */
  readonly now: number;
  readonly max: number | undefined;
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

/** Creates the lever, never below the floor: no one would accept a shorter one. */
function shortened({ name }: PricedTarget, shortening: Shortening): Lever {
  const { kind, now, max, floor, per1kAt } = shortening;
  const { noun, one, caveat } = SHORTENED[kind];
  const reaches = max !== undefined && max >= floor;
  const least = `${tokens(floor)} tokens, the fewest this plan considers`;
  return {
    kind,
    target: name,
    unit: 'tokens',
    reaches,
    floor,
    ...(reaches && { value: max }),
    sentence: reaches
      ? `${noun} of ${tokens(max)} tokens in place of ${tokens(now)} bring ${name} inside the budget.`
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
  // A prompt that is cached already, or too short to cache, gains nothing.
  if (promptTokens(size) > size.input || size.input < leastCached) return [];
  const uncached = sizePer1k(price, size);
  const all = promptCachePer1k(price, size, { prefix: size.input, hitRate: PREFIX_HIT_RATE });
  if (all === undefined || all >= uncached) return [];
  // The cost falls linearly with the prefix.
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
