import { readAwsUrl } from '../iam/aws-url.ts';
import { Problem } from '../problem/problem.ts';
import { outputLimit } from '../scenario/model/output-limit.ts';
import type { FixedCost, PriceRow } from '../scenario/schema/price-row.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { HOURS_PER_MONTH } from './month.ts';
import type { PriceBook, Unpriced } from './price-book.ts';
import { tieredPrice } from './service-tier.ts';
import { regionOf } from './target-region.ts';

/** How one target is paid: per token, per request, per month. */
export interface Pricing {
  /**
   * Price row of the tokens; `free` where only hardware is rented, `unknown` where no row is known.
   */
  readonly tokens: PriceRow | 'free' | 'unknown';
  /** Why `tokens` is unknown, as a sentence. */
  readonly unpriced?: string;
  /** Doubt about the row's prices, as a sentence. */
  readonly doubt?: string;
  /**
   * Whether cache entries are requested for an hour and the service does not report their
   * lifetimes.
   */
  readonly hourCache?: true;
  /** US dollars per request sent, beside tokens. */
  readonly perRequest: number;
  /** Fixed costs, US dollars a month. */
  readonly fixed: readonly FixedCost[];
  /** Machines rented during the run; for a route those of its parts. */
  readonly rent: readonly Rent[];
  /** Pricings of a route's parts by name; a route itself uses no tokens. */
  readonly parts?: Readonly<Record<string, Pricing>>;
  /** Number of parts that one arrival may use; all when absent. */
  readonly asks?: 'one' | 'twice';
  /** Maximum input tokens that the target may add to a query, as far as known. */
  readonly unseenInput?: number;
  /**
   * Output limit in the target's own request, which overrides the prompt's; `none` where it removes
   * the limit.
   */
  readonly outputLimit?: number | 'none';
  /** Number of answers per request, all billed; default 1. */
  readonly choices?: number;
  /** Whether its body is a template, which may contain any column of the query's row. */
  readonly rowInput?: true;
}

/** Cost of rented machines. */
export interface Rent {
  /** Identifies the machines: two targets on one endpoint rent it once. */
  readonly machines: string;
  readonly perHour: number;
}

/** Context of a pricing beside its target. */
export interface PricingContext {
  readonly book: PriceBook;
  /** The scenario's region. */
  readonly region: string;
  /** Fixed costs that every target pays. */
  readonly shared?: readonly FixedCost[];
}

/**
 * Creates the pricing of a target, with the fixed costs in `shared`.
 *
 * Throws a Problem when the target names a price without a row. A model without a known price is
 * not an error: its cost is unknown, and reports say so.
 */
export function createPricing(target: TargetSpec, context: PricingContext): Pricing {
  if (target.kind === 'route') return routePricing(target, context);
  const { shared = [] } = context;
  const hour = 'cachePoint' in target && target.cachePoint === '1h';
  return {
    ...tokenPricing(target, context),
    ...(hour ? { hourCache: true } : {}),
    perRequest: target.perRequest,
    fixed: [...shared, ...target.fixedCosts, ...monthlyRent(target)],
    rent: rentOf(target),
    ...addedInput(target),
    ...ownOutput(target),
  };
}

/**
 * Maximum tokens of a knowledge base's passage by default: a parent of hierarchical chunking (AWS,
 * "How content chunking works", 2026).
 */
const PASSAGE_TOKENS = 1500;

/** Fields of a target that are never sent to a model. */
const UNREAD: ReadonlySet<string> = new Set(
  (
    'name kind model url api headers auth timeout stream region price perRequest instances ' +
    'fixedCosts transport decode serviceTier latency cachePoint endpointName inferenceComponent ' +
    'targetVariant sticky async functionName qualifier knowledgeBaseId by results filter agentId ' +
    'agentAliasId answer done usage module options'
  ).split(' '),
);

/**
 * Returns the input that a target adds to the query, in bytes, as no text has more tokens than
 * bytes.
 */
function addedInput(target: Exclude<TargetSpec, { kind: 'route' }>): Partial<Pricing> {
  const passages =
    target.kind === 'knowledge-base' && target.by !== 'retrieve'
      ? target.results * PASSAGE_TOKENS
      : 0;
  const sent = Object.entries(target).filter(([name]) => !UNREAD.has(name));
  const written = sent.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(sent));
  const isTemplate = 'body' in target && typeof target.body === 'object';
  return {
    ...(passages + written > 0 ? { unseenInput: passages + written } : {}),
    ...(isTemplate ? { rowInput: true } : {}),
  };
}

/** Returns the output limit and number of answers in the target's own request. */
function ownOutput(target: Exclude<TargetSpec, { kind: 'route' }>): Partial<Pricing> {
  const limit = outputLimit(target, Number.NaN);
  const { n, best_of: best } = target.request ?? {};
  const choices = Math.max(1, ...[n, best].filter((count) => typeof count === 'number'));
  return {
    ...(Number.isNaN(limit) ? {} : { outputLimit: limit ?? 'none' }),
    ...(choices > 1 ? { choices } : {}),
  };
}

/**
 * Creates the pricing of a route. Its `tokens` only state whether a part's price is unknown; the
 * parts are what is priced.
 */
function routePricing(
  target: Extract<TargetSpec, { kind: 'route' }>,
  { book, region, shared = [] }: PricingContext,
): Pricing {
  const parts = Object.entries(target.parts).map(([name, part]): [string, Pricing] => [
    name,
    createPricing(part, { book, region }),
  ]);
  const pricings = parts.map(([, pricing]) => pricing);
  const unpriced = pricings.flatMap((pricing) => pricing.unpriced ?? []);
  const doubts = pricings.flatMap(({ doubt }) => doubt ?? []);
  return {
    tokens: unpriced.length > 0 ? 'unknown' : 'free',
    ...(unpriced.length > 0 ? { unpriced: unpriced.join(' ') } : {}),
    ...(doubts.length > 0 ? { doubt: doubts.join(' ') } : {}),
    perRequest: target.perRequest,
    fixed: [...shared, ...target.fixedCosts, ...pricings.flatMap(({ fixed }) => fixed)],
    rent: pricings.flatMap(({ rent }) => rent),
    parts: Object.fromEntries(parts),
    ...asksOf(target),
  };
}

/**
 * Returns the parts used per arrival: one for a cache or a rule; a hedge of a single part uses it
 * twice.
 */
function asksOf({ by, parts }: Extract<TargetSpec, { kind: 'route' }>): Pick<Pricing, 'asks'> {
  if (by === 'rules' || by === 'cache') return { asks: 'one' };
  return by === 'hedge' && Object.keys(parts).length === 1 ? { asks: 'twice' } : {};
}

/** Returns the token price rows of a pricing and its parts, each once. */
export function priceRows({ tokens, parts = {} }: Pricing): readonly PriceRow[] {
  const own = typeof tokens === 'string' ? [] : [tokens];
  return [...new Set([...own, ...Object.values(parts).flatMap(priceRows)])];
}

/** Returns the rent of the pricings' machines, US dollars an hour, each endpoint once. */
export function rentPerHour(pricings: Iterable<Pricing>): number {
  const machines = new Map<string, number>();
  for (const { rent } of pricings)
    for (const each of rent) machines.set(each.machines, each.perHour);
  return [...machines.values()].reduce((sum, perHour) => sum + perHour, 0);
}

function tokenPricing(
  target: Exclude<TargetSpec, { kind: 'route' }>,
  { book, region }: PricingContext,
): Pick<Pricing, 'tokens' | 'unpriced' | 'doubt'> {
  const { price, name, instances } = target;
  if (price === undefined && instances !== undefined) return { tokens: 'free' };
  const there = regionOf(target, region);
  const row =
    price === undefined
      ? rowOf(target, book, there)
      : namedRow(price, target, { book, region: there });
  if ('why' in row) {
    return { tokens: 'unknown', unpriced: `No price is known for ${name}: ${row.why}.` };
  }
  const doubt = doubtOf(row, book);
  return { tokens: row, ...(doubt === undefined ? {} : { doubt }) };
}

/** Returns the row of the target's own model, at its tier. */
function rowOf(target: TargetSpec, book: PriceBook, region: string): PriceRow | Unpriced {
  if (!('model' in target) || target.model === undefined) {
    return { why: 'it names no model and no price' };
  }
  if ('url' in target && isMantle(target.url) && target.model.startsWith('anthropic.')) {
    return {
      why: `what ${target.model} costs on bedrock-mantle is not known, and differs from its list price`,
    };
  }
  const row = book.findIn(target.model, region);
  return 'why' in row ? row : tieredPrice(row, target);
}

/** Returns a row by name. A row defined in the scenario applies whatever the tier. */
function namedRow(
  price: string,
  target: TargetSpec,
  { book, region }: Pick<PricingContext, 'book' | 'region'>,
): PriceRow | Unpriced {
  if (!book.knows(price)) {
    throw new Problem(`Target "${target.name}" has the price "${price}", which no row has.`, {
      remedy: 'Name a Bedrock model id of the price book, or add a row with this id to `prices`.',
    });
  }
  const row = book.findIn(price, region);
  return 'why' in row || book.isOwn(row) ? row : tieredPrice(row, target);
}

function isMantle(url: string): boolean {
  return readAwsUrl(url)?.service === 'bedrock-mantle';
}

/** Ratio to the list price that suggests another unit: per thousand tokens, or cents. */
const UNIT_ERROR_RATIO = 10;

function doubtOf(row: PriceRow, book: PriceBook): string | undefined {
  const listed = book.replacedBy(row);
  if (listed === undefined) return undefined;
  const far = (['input', 'output'] as const).find((side) => {
    const ratio = row[side] / listed[side];
    return ratio >= UNIT_ERROR_RATIO || ratio <= 1 / UNIT_ERROR_RATIO;
  });
  if (far === undefined) return undefined;
  return (
    `The price of ${row.id} for ${far} is $${row[far]} for a million tokens in \`prices\`, and $${listed[far]} in the ` +
    'built-in list: is it meant for another number of tokens?'
  );
}

function monthlyRent(target: TargetSpec): readonly FixedCost[] {
  const { name, instances } = target;
  if (instances === undefined) return [];
  const { type, count, perHour } = instances;
  return [{ name: `${name}: ${count} x ${type}`, perMonth: perHour * count * HOURS_PER_MONTH }];
}

function rentOf(target: TargetSpec): readonly Rent[] {
  const { name, instances } = target;
  if (instances === undefined) return [];
  const { type, count, perHour } = instances;
  const owner = 'endpointName' in target ? `endpoint ${target.endpointName}` : `target ${name}`;
  return [{ machines: `${owner}: ${count} x ${type} at ${perHour}`, perHour: perHour * count }];
}
