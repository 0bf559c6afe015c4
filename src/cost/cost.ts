import type { Outcome } from '../sample/outcome.ts';
import type { Attempt, SubRequest, Sample, Tokens } from '../sample/sample.ts';
import type { PriceRow, TokenPrices } from '../scenario/schema/price-row.ts';
import type { MaximumCost } from './maximum-cost.ts';
import type { Pricing } from './pricing.ts';

/** An Appraisal is what is known of a cost. */
export interface Appraisal {
  /** US dollars it comes to at least; all of it where nothing is missing. */
  readonly atLeast: number;
  /** Which prices or counts are missing, a sentence each; none where the cost is known. */
  readonly missing: readonly string[];
}

type Arrival = Pick<Sample, 'outcome' | 'tokens' | 'attempts'>;

/**
 * A Cost is US dollars for one arrival, every attempt included; undefined when a token count or a
 * price it needs is missing.
 */
export function costOf(arrival: Arrival, pricing: Pricing): number | undefined {
  return known(appraise(arrival, pricing));
}

/**
 * What is known of the cost of one arrival, every attempt included. `promptTokens` are those of its
 * prompt at least, for requests whose input nobody counted.
 *
 * The last attempt made the tokens. An earlier one cost nothing but its request if the service
 * turned it away; if the model may have worked on it, nobody counted its output and the cost of the
 * whole arrival is unknown. What a route costs is what its parts were asked, each at its own price.
 */
export function appraise(arrival: Arrival, pricing: Pricing, promptTokens = 0): Appraisal {
  const { outcome, tokens, attempts } = arrival;
  if (outcome === 'dropped') return NOTHING;
  // What never left was not read.
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
 * US dollars one arrival cost at most: what is known of its attempts, and `maximum` for each of which
 * something is not or was estimated, as for each request that was lost with its connection.
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

/** How often requests of an attempt went out again, its parts' included. */
function resent({
  reconnections = 0,
  legs = [],
}: Pick<SubRequest, 'reconnections' | 'legs'>): number {
  return legs.reduce((sum, leg) => sum + resent(leg), reconnections);
}

/**
 * US dollars for one answer's tokens:
 * input x P_in + cacheRead x P_read + cacheWrite x P_write + output x P_out, prices per million, where
 * `input` excludes cached tokens (Bedrock's TokenUsage), and what is cached for an hour has a price of
 * its own. Undefined when input, output, or a price of what was used is missing.
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

/** Whether an attempt that reported no tokens can still have been billed for some. */
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
  return sum([appraiseTokens(lasting(tokens, pricing), pricing.tokens, prompt), request]);
}

/** A request that never left is not billed. */
function appraiseLeg(leg: SubRequest, parts: Pricing['parts'], prompt: number): Appraisal {
  const pricing = parts?.[leg.part];
  if (leg.sent === undefined) return NOTHING;
  if (pricing === undefined) {
    return { atLeast: 0, missing: [`No price is known for the part ${leg.part}.`] };
  }
  return appraiseRequest(leg, pricing, Math.max(prompt, promptOf(leg.tokens)));
}

/** Where a target caches for an hour and the service does not tell how long, all writes are for an hour. */
function lasting(tokens: Tokens, { hourCache }: Pricing): Tokens {
  if (hourCache !== true || tokens.cacheWriteLong !== undefined) return tokens;
  return { cacheWriteLong: tokens.cacheWrite ?? 0, ...tokens };
}

/** All tokens of a prompt that were counted. */
function promptOf({ input = 0, cacheRead = 0, cacheWrite = 0 }: Tokens): number {
  return input + cacheRead + cacheWrite;
}

function appraiseTokens(tokens: Tokens, row: PriceRow, prompt: number): Appraisal {
  const { input, output, cacheRead = 0, cacheWrite = 0, cacheWriteLong = 0 } = tokens;
  const uncounted = Math.max(0, prompt - promptOf(tokens));
  const long = Math.min(cacheWriteLong, cacheWrite);
  const prices = pricesFor(row, promptOf(tokens));
  const none = (what: string, field: string): string =>
    `No price for ${what} in the row of ${row.id}: add ${field}.`;
  if (prices === undefined) {
    const limit = row.upToInputTokens?.toLocaleString('en-US') ?? '';
    return {
      // A longer prompt has not been seen to cost less by the token than a shorter one.
      atLeast: sum([of(input ?? 0, row.input), of(output ?? 0, row.output)]).atLeast,
      missing: [none(`prompts above ${limit} input tokens`, 'beyond')],
    };
  }
  return sum([
    input === undefined
      ? { atLeast: of(uncounted, prices.input).atLeast, missing: [NO_INPUT] }
      : of(input, prices.input),
    output === undefined ? { atLeast: 0, missing: [NO_OUTPUT] } : of(output, prices.output),
    of(cacheRead, prices.cacheRead, none('cached input', 'cacheRead')),
    of(cacheWrite - long, prices.cacheWrite, none('writing the prompt cache', 'cacheWrite')),
    of(long, prices.cacheWrite1h, none('cache entries of an hour', 'cacheWrite1h')),
  ]);
}

const NO_INPUT = 'The service told no input tokens.';
const NO_OUTPUT = 'The service told no output tokens.';

/** What a row asks for a prompt of this size; undefined beyond its range. */
function pricesFor(row: PriceRow, prompt: number): TokenPrices | undefined {
  return prompt > (row.upToInputTokens ?? Number.POSITIVE_INFINITY) ? row.beyond : row;
}

/** Tokens at a price per million; without one, they are missing. */
function of(tokens: number, price: number | undefined, otherwise = ''): Appraisal {
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
