import { readAwsUrl } from '../iam/aws-url.ts';
import { Problem } from '../problem/problem.ts';
import { outputLimit } from '../scenario/model/output-limit.ts';
import type { FixedCost, PriceRow } from '../scenario/schema/price-row.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { HOURS_PER_MONTH } from './month.ts';
import type { PriceBook, Unpriced } from './price-book.ts';
import { tieredPrice } from './service-tier.ts';
import { regionOf } from './target-region.ts';

/** A Pricing is how one target's use is paid: by the token, by the request, by the month. */
export interface Pricing {
  /** The tokens' row; `free` where only hardware is rented, `unknown` where no row is known. */
  readonly tokens: PriceRow | 'free' | 'unknown';
  /** Why `tokens` is unknown, a sentence. */
  readonly unpriced?: string;
  /** What is odd about the row, a sentence. */
  readonly doubt?: string;
  /** Its cache entries are asked to be kept for an hour, where the service does not tell of each. */
  readonly hourCache?: true;
  /** US dollars for each request sent, beside tokens. */
  readonly perRequest: number;
  /** US dollars a month, line by line, whatever the traffic. */
  readonly fixed: readonly FixedCost[];
  /** Machines that are rented while the run lasts; those of a route are its parts'. */
  readonly rent: readonly Rent[];
  /** Of a route, which reads no token itself: how its parts are paid, by their names. */
  readonly parts?: Readonly<Record<string, Pricing>>;
  /** Of a route: how many of its parts one arrival may ask; all of them when absent. */
  readonly asks?: 'one' | 'twice';
  /** Input tokens that the target may add to a query at most, as far as they can be known. */
  readonly unseenInput?: number;
  /** Output tokens that the target's own request asks for in place of the prompt's; `none` where it removes the limit. */
  readonly outputLimit?: number | 'none';
  /** Answers that it asks for at once, all of them billed; 1 when absent. */
  readonly choices?: number;
  /** Its body is a template, which may hold any column of the query's row. */
  readonly rowInput?: true;
}

/** A Rent is US dollars an hour for machines. */
export interface Rent {
  /** What is rented: two targets on one endpoint rent it once. */
  readonly machines: string;
  readonly perHour: number;
}

/** What a pricing needs beside its target. */
export interface PricingContext {
  readonly book: PriceBook;
  /** The scenario's. */
  readonly region: string;
  /** What every target pays by the month. */
  readonly shared?: readonly FixedCost[];
}

/**
 * The pricing of a target, with what every target pays by the month (`shared`).
 *
 * Throws a Problem when the target names a price that no row has. A model nobody prices is not an
 * error: its cost is unknown, and the reports say so.
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

/** The largest passage that a knowledge base makes by default: a parent of hierarchical chunking (AWS, "How content chunking works", 2026). */
const PASSAGE_TOKENS = 1500;

/** Members of a target that no model reads. */
const UNREAD: ReadonlySet<string> = new Set(
  (
    'name kind model url api headers auth timeout stream region price perRequest instances ' +
    'fixedCosts transport decode serviceTier latency cachePoint endpointName inferenceComponent ' +
    'targetVariant sticky async functionName qualifier knowledgeBaseId by results filter agentId ' +
    'agentAliasId answer done usage module options'
  ).split(' '),
);

/** What a target sends beside the query's own words: in bytes, as no text has more tokens. */
function addedInput(target: Exclude<TargetSpec, { kind: 'route' }>): Partial<Pricing> {
  const found =
    target.kind === 'knowledge-base' && target.by !== 'retrieve'
      ? target.results * PASSAGE_TOKENS
      : 0;
  const sent = Object.entries(target).filter(([name]) => !UNREAD.has(name));
  const written = sent.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(sent));
  const isTemplate = 'body' in target && typeof target.body === 'object';
  return {
    ...(found + written > 0 ? { unseenInput: found + written } : {}),
    ...(isTemplate ? { rowInput: true } : {}),
  };
}

/** What the target's own request says of how much may be written. */
function ownOutput(target: Exclude<TargetSpec, { kind: 'route' }>): Partial<Pricing> {
  const limit = outputLimit(target, Number.NaN);
  const { n, best_of: best } = target.request ?? {};
  const choices = Math.max(1, ...[n, best].filter((count) => typeof count === 'number'));
  return {
    ...(Number.isNaN(limit) ? {} : { outputLimit: limit ?? 'none' }),
    ...(choices > 1 ? { choices } : {}),
  };
}

/** A route's `tokens` tell only whether some part's price is unknown; its parts are what is priced. */
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

/** A cache or a rule asks one part; a hedge of one part asks it twice. */
function asksOf({ by, parts }: Extract<TargetSpec, { kind: 'route' }>): Pick<Pricing, 'asks'> {
  if (by === 'rules' || by === 'cache') return { asks: 'one' };
  return by === 'hedge' && Object.keys(parts).length === 1 ? { asks: 'twice' } : {};
}

/** The rows a pricing prices tokens with, its parts' included, each once. */
export function priceRows({ tokens, parts = {} }: Pricing): readonly PriceRow[] {
  const own = typeof tokens === 'string' ? [] : [tokens];
  return [...new Set([...own, ...Object.values(parts).flatMap(priceRows)])];
}

/** US dollars an hour for the machines of pricings, each endpoint once. */
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
  const found =
    price === undefined
      ? rowOf(target, book, there)
      : namedRow(price, target, { book, region: there });
  if ('why' in found) {
    return { tokens: 'unknown', unpriced: `No price is known for ${name}: ${found.why}.` };
  }
  const doubt = doubtOf(found, book);
  return { tokens: found, ...(doubt === undefined ? {} : { doubt }) };
}

/** The row of the target's own model, at its tier. */
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

/** A row of the scenario's own that is named is what is paid, whatever the tier. */
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

/** A price is in dollars per million tokens; one per thousand, or in cents, is this far off. */
const FAR = 10;

function doubtOf(row: PriceRow, book: PriceBook): string | undefined {
  const listed = book.replacedBy(row);
  if (listed === undefined) return undefined;
  const far = (['input', 'output'] as const).find((side) => {
    const ratio = row[side] / listed[side];
    return ratio >= FAR || ratio <= 1 / FAR;
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
