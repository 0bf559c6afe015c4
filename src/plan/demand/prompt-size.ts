import type { PriceRow } from '../../scenario/schema/price-row.ts';

/** Mean tokens of one query, input and output. */
export interface PromptSize {
  /** Input tokens without those read from or written to the prompt cache. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** US dollars per million tokens. */
export type TokenPrice = Pick<PriceRow, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>;

/** Returns all tokens of the prompt, cached ones included. */
export function promptTokens({ input, cacheRead = 0, cacheWrite = 0 }: PromptSize): number {
  return input + cacheRead + cacheWrite;
}

/**
 * Returns the US dollars per 1,000 queries of this size; a cache without its own price costs as
 * much as input.
 */
export function sizePer1k(price: TokenPrice, size: PromptSize): number {
  const { input, output, cacheRead = 0, cacheWrite = 0 } = size;
  const cached =
    cacheRead * (price.cacheRead ?? price.input) + cacheWrite * (price.cacheWrite ?? price.input);
  return (input * price.input + output * price.output + cached) / 1000;
}

/**
 * Returns the maximum input tokens at this output; undefined where the output alone is over the
 * budget.
 */
export function maxInputTokens(
  price: TokenPrice,
  output: number,
  allowed: number,
): number | undefined {
  return positive((allowed * 1000 - output * price.output) / price.input);
}

/**
 * Returns the maximum output tokens at this input; undefined where the input alone is over the
 * budget.
 */
export function maxOutputTokens(
  price: TokenPrice,
  input: number,
  allowed: number,
): number | undefined {
  return positive((allowed * 1000 - input * price.input) / price.output);
}

/**
 * Returns the US dollars per 1,000 queries when the first `prefix` input tokens are constant and a
 * share `hitRate` of queries find them cached; the rest write them. Undefined where the model has
 * no cache prices.
 */
export function promptCachePer1k(
  price: TokenPrice,
  { input, output }: PromptSize,
  { prefix, hitRate }: { readonly prefix: number; readonly hitRate: number },
): number | undefined {
  const { cacheRead, cacheWrite } = price;
  if (cacheRead === undefined || cacheWrite === undefined) return undefined;
  const cached = (prefix * (hitRate * cacheRead + (1 - hitRate) * cacheWrite)) / 1000;
  return cached + sizePer1k(price, { input: input - prefix, output });
}

function positive(tokens: number): number | undefined {
  return tokens > 0 ? tokens : undefined;
}
