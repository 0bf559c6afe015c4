import type { Outcome } from '../sample/outcome.ts';
import type { Attempt, SubRequest, Sample, Tokens } from '../sample/sample.ts';
import type { PriceRow, TokenPrices } from '../scenario/schema/price-row.ts';
import type { MaximumCost } from './maximum-cost.ts';
import type { Pricing } from './pricing.ts';

/** What is known of a cost. */
export interface Appraisal {
  /** Lower bound in US dollars; exact where nothing is missing. */
  readonly atLeast: number;
  /** Missing prices or counts, a sentence each; empty where the cost is known. */
  readonly missing: readonly string[];
}

type Arrival = Pick<Sample, 'outcome' | 'tokens' | 'attempts'>;

/**
 * Returns the US dollars of one arrival with all attempts; undefined when a required token count or
 * price is missing.
 */
export function costOf(arrival: Arrival, pricing: Pricing): number | undefined {
  return known(appraise(arrival, pricing));
}

/**
 * Returns what is known of the cost of one arrival with all attempts. `promptTokens` is a lower
 * bound of its prompt's tokens, for requests with uncounted input.
 *
 * The last attempt produced the tokens. An earlier one cost only its request if the service refused
 * it; if a model may have worked on it, its output is uncounted and the cost of the whole arrival
 * is unknown. The cost of a route is that of its parts' requests, each at its own price.
 */
export function appraise(arrival: Arrival, pricing: Pricing, promptTokens = 0): Appraisal {
  const { outcome, tokens, attempts } = arrival;
  if (outcome === 'dropped') return NOTHING;
  // A request that was never sent has no input.
  const prompt = Math.max(attempts.length === 0 ? 0 : promptTokens, promptOf(tokens));
  const last = attempts.at(-1);
  const retried = attempts
    .slice(0, -1)
    .map((attempt) => appraiseRequest({ tokens: NO_TOKENS, ...attempt }, pricing, prompt));
  const legs = last?.legs === undefined ? {} : { legs: last.legs };
  const billed = { outcome, tokens, ...legs, ...begunOf(last) };
  return sum([...retried, appraiseRequest(billed, pricing, prompt)]);
}

/**
 * Returns the maximum cost of one arrival in US dollars: the known cost of its attempts, `maximum`
 * for each one with unknown or estimated counts, and for each request lost with its connection.
 */
export function costAtMost(arrival: Arrival, pricing: Pricing, maximum: MaximumCost): number {
  const { outcome, tokens, attempts } = arrival;
  if (outcome === 'dropped') return 0;
  return attempts.reduce((sum, attempt, index) => {
    const billed =
      index < attempts.length - 1
        ? { tokens: NO_TOKENS, ...attempt }
        : {
            outcome,
            tokens,
            ...begunOf(attempt),
            ...(attempt.legs === undefined ? {} : { legs: attempt.legs }),
          };
    const { atLeast, missing } = appraiseRequest(billed, pricing, 0);
    const isKnown = missing.length === 0 && billed.tokens.source !== 'estimated';
    const once = isKnown ? atLeast : Math.max(atLeast, maximum.once);
    return sum + once + resent(attempt) * maximum.again;
  }, 0);
}

/** Returns how often an attempt's requests were sent again, with those of its parts. */
function resent({
  reconnections = 0,
  legs = [],
}: Pick<SubRequest, 'reconnections' | 'legs'>): number {
  return legs.reduce((sum, leg) => sum + resent(leg), reconnections);
}

/**
 * Returns the US dollars of one answer's tokens: input x P_in + cacheRead x P_read + cacheWrite x
 * P_write + output x P_out, prices per million. `input` excludes cached tokens (Bedrock's
 * TokenUsage); tokens cached for an hour have a separate price. Undefined when input, output, or a
 * required price is missing.
 */
export function tokenCost(tokens: Tokens, row: PriceRow): number | undefined {
  return known(appraiseTokens(tokens, row, 0));
}

const NO_TOKENS: Tokens = { source: 'unknown' };

const NOTHING: Appraisal = { atLeast: 0, missing: [] };

const MAY_HAVE_GENERATED: Readonly<Record<Outcome, boolean>> = {
  ok: true,
  timeout: true,
  model_error: true,
  incomplete: true,
  interrupted: true,
  throttled: false,
  quota_exhausted: false,
  refused_request: false,
  server_error: false,
  unreachable: false,
  dropped: false,
};

/** Whether an attempt without reported tokens may have been billed for some. */
export function mayHaveGenerated(outcome: Outcome): boolean {
  return MAY_HAVE_GENERATED[outcome];
}

function begunOf(attempt: Pick<Attempt, 'begun'> | undefined): Pick<Attempt, 'begun'> {
  return attempt?.begun === undefined ? {} : { begun: attempt.begun };
}

type Billed = Pick<Attempt, 'outcome' | 'begun' | 'legs'> & { readonly tokens: Tokens };

function appraiseRequest(
  { outcome, begun, tokens, legs }: Billed,
  pricing: Pricing,
  prompt: number,
): Appraisal {
  const request = exactly(pricing.perRequest);
  if (pricing.parts !== undefined) {
    return sum([request, ...(legs ?? []).map((leg) => appraiseLeg(leg, pricing.parts, prompt))]);
  }
  const counted = tokens.input !== undefined || tokens.output !== undefined;
  if (!counted && begun !== true && !mayHaveGenerated(outcome)) return request;
  if (pricing.tokens === 'free') return request;
  if (pricing.tokens === 'unknown') {
    const why = pricing.unpriced ?? 'No price is known for its tokens.';
    return { atLeast: pricing.perRequest, missing: [why] };
  }
  return sum([appraiseTokens(withCacheLifetime(tokens, pricing), pricing.tokens, prompt), request]);
}

/** Appraises a part's request; one that was never sent is not billed. */
function appraiseLeg(leg: SubRequest, parts: Pricing['parts'], prompt: number): Appraisal {
  const pricing = parts?.[leg.part];
  if (leg.sent === undefined) return NOTHING;
  if (pricing === undefined) {
    return { atLeast: 0, missing: [`No price is known for the part ${leg.part}.`] };
  }
  return appraiseRequest(leg, pricing, Math.max(prompt, promptOf(leg.tokens)));
}

/**
 * Counts all cache writes as hour-long where the target caches for an hour and the service reports
 * no lifetimes.
 */
function withCacheLifetime(tokens: Tokens, { hourCache }: Pricing): Tokens {
  if (hourCache !== true || tokens.cacheWriteLong !== undefined) return tokens;
  return { cacheWriteLong: tokens.cacheWrite ?? 0, ...tokens };
}

/** Returns all counted tokens of a prompt. */
function promptOf({ input = 0, cacheRead = 0, cacheWrite = 0 }: Tokens): number {
  return input + cacheRead + cacheWrite;
}

function appraiseTokens(tokens: Tokens, row: PriceRow, prompt: number): Appraisal {
  const { input, output, cacheRead = 0, cacheWrite = 0, cacheWriteLong = 0 } = tokens;
  const uncounted = Math.max(0, prompt - promptOf(tokens));
  const long = Math.min(cacheWriteLong, cacheWrite);
  const prices = pricesFor(row, promptOf(tokens));
  const noPrice = (what: string, field: string): string =>
    `No price for ${what} in the row of ${row.id}: add ${field}.`;
  if (prices === undefined) {
    const limit = row.upToInputTokens?.toLocaleString('en-US') ?? '';
    return {
      // Longer prompts have never cost less per token than shorter ones.
      atLeast: sum([priced(input ?? 0, row.input), priced(output ?? 0, row.output)]).atLeast,
      missing: [noPrice(`prompts above ${limit} input tokens`, 'beyond')],
    };
  }
  return sum([
    input === undefined
      ? { atLeast: priced(uncounted, prices.input).atLeast, missing: [NO_INPUT] }
      : priced(input, prices.input),
    output === undefined ? { atLeast: 0, missing: [NO_OUTPUT] } : priced(output, prices.output),
    priced(cacheRead, prices.cacheRead, noPrice('cached input', 'cacheRead')),
    priced(cacheWrite - long, prices.cacheWrite, noPrice('writing the prompt cache', 'cacheWrite')),
    priced(long, prices.cacheWrite1h, noPrice('cache entries of an hour', 'cacheWrite1h')),
  ]);
}

const NO_INPUT = 'The service told no input tokens.';
const NO_OUTPUT = 'The service told no output tokens.';

/** Returns a row's prices for a prompt of this size; undefined beyond its range. */
function pricesFor(row: PriceRow, prompt: number): TokenPrices | undefined {
  return prompt > (row.upToInputTokens ?? Number.POSITIVE_INFINITY) ? row.beyond : row;
}

/** Appraises tokens at a price per million; without a price, `otherwise` is missing. */
function priced(tokens: number, price: number | undefined, otherwise = ''): Appraisal {
  if (tokens === 0) return NOTHING;
  return price === undefined
    ? { atLeast: 0, missing: [otherwise] }
    : exactly((tokens * price) / 1e6);
}

function exactly(dollars: number): Appraisal {
  return { atLeast: dollars, missing: [] };
}

function known({ atLeast, missing }: Appraisal): number | undefined {
  return missing.length === 0 ? atLeast : undefined;
}

function sum(parts: readonly Appraisal[]): Appraisal {
  let atLeast = 0;
  let missing: readonly string[] = [];
  for (const part of parts) {
    atLeast += part.atLeast;
    if (part.missing.length > 0) missing = [...missing, ...part.missing];
  }
  return missing.length === 0 ? { atLeast, missing } : { atLeast, missing: [...new Set(missing)] };
}
