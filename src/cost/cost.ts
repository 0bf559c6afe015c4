import type { Attempt, Leg, Sample, Tokens } from '../sample/sample.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { PriceRow } from '../scenario/price-row.ts';
import type { Pricing } from './pricing.ts';

/**
 * A Cost is US dollars for one arrival, every attempt included; undefined when a token count or a
 * price it needs is missing.
 *
 * The last attempt made the tokens. An earlier one cost nothing but its request if the service
 * turned it away; if the model may have worked on it, nobody counted its tokens and the cost of the
 * whole arrival is unknown. What a route costs is what its parts were asked, each at its own price.
 */
export function costOf(
  sample: Pick<Sample, 'outcome' | 'tokens' | 'attempts'>,
  pricing: Pricing,
): number | undefined {
  if (sample.outcome === 'dropped') return 0;
  const last = sample.attempts.at(-1);
  const retried = sample.attempts
    .slice(0, -1)
    .map((attempt) => attemptCost({ tokens: NO_TOKENS, ...attempt }, pricing));
  const legs = last?.legs === undefined ? {} : { legs: last.legs };
  const { outcome, tokens } = sample;
  return sum([...retried, attemptCost({ outcome, tokens, ...legs }, pricing)]);
}

/**
 * US dollars for one answer's tokens:
 * input x P_in + cacheRead x P_read + cacheWrite x P_write + output x P_out, prices per million, where
 * `input` excludes cached tokens (Bedrock's TokenUsage). Undefined when input, output, or the price
 * of a cache that was used is missing.
 */
export function tokenCost(tokens: Tokens, row: PriceRow): number | undefined {
  const { input, output, cacheRead = 0, cacheWrite = 0 } = tokens;
  if (input === undefined || output === undefined) return undefined;
  const dollars = sum([
    input * row.input,
    output * row.output,
    cacheRead === 0 ? 0 : times(cacheRead, row.cacheRead),
    cacheWrite === 0 ? 0 : times(cacheWrite, row.cacheWrite),
  ]);
  return dollars === undefined ? undefined : dollars / 1e6;
}

const NO_TOKENS: Tokens = { source: 'unknown' };

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
  dropped: false,
};

/** Whether an attempt that reported no tokens can still have been billed for some. */
export function mayHaveGenerated(outcome: Outcome): boolean {
  return MAY_HAVE_GENERATED[outcome];
}

type Billed = Pick<Attempt, 'outcome' | 'legs'> & { readonly tokens: Tokens };

function attemptCost({ outcome, tokens, legs }: Billed, pricing: Pricing): number | undefined {
  if (pricing.parts !== undefined) {
    return sum([pricing.perRequest, ...(legs ?? []).map((leg) => legCost(leg, pricing.parts))]);
  }
  const counted = tokens.input !== undefined || tokens.output !== undefined;
  if (!counted && !mayHaveGenerated(outcome)) return pricing.perRequest;
  if (pricing.tokens === 'free') return pricing.perRequest;
  if (pricing.tokens === 'unknown') return undefined;
  return sum([tokenCost(tokens, pricing.tokens), pricing.perRequest]);
}

/** A request that never left is not billed. */
function legCost(leg: Leg, parts: Pricing['parts']): number | undefined {
  const pricing = parts?.[leg.part];
  if (leg.sent === undefined) return 0;
  return pricing === undefined ? undefined : attemptCost(leg, pricing);
}

function times(count: number, price: number | undefined): number | undefined {
  return price === undefined ? undefined : count * price;
}

/** The sum, or undefined when any part is. */
function sum(parts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    total += part;
  }
  return total;
}
