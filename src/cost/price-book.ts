import type { PriceRow, TokenPrices } from '../scenario/schema/price-row.ts';
import { covers, modelIdOf, parseInferenceProfile, profileFactor } from './inference-profile.ts';
import { AMAZON_PRICES } from './price-rows/amazon.ts';
import { ANTHROPIC_PRICES } from './price-rows/anthropic.ts';
import { META } from './price-rows/meta.ts';
import { OTHER_PROVIDERS } from './price-rows/other-providers.ts';
import { REGIONAL } from './price-rows/regional.ts';

/** Known prices: dated rows, each with source and range. */
export interface PriceBook {
  /** The list, one row per name; prices of other regions are separate. */
  readonly rows: readonly PriceRow[];
  /** Dates of the oldest and the newest row. */
  readonly asOf: { readonly oldest: string; readonly newest: string };
  /**
   * Returns the row of a model id, an inference profile or an ARN of either, or of a custom name,
   * for any region.
   *
   * Matches names exactly: a price that is nearly right is wrong. A profile without its own row
   * gets its model's, with the geography's surcharge.
   */
  find(modelIdOrName: string): PriceRow | undefined;
  /** Returns the row that is valid in the region, or why no price is known there. */
  findIn(modelIdOrName: string, region: string): PriceRow | Unpriced;
  /** Whether any row has this name, in any region. */
  knows(modelIdOrName: string): boolean;
  /** Whether the row is defined by the scenario. */
  isOwn(row: PriceRow): boolean;
  /** Returns the built-in row that a scenario's row replaces. */
  replacedBy(row: PriceRow): PriceRow | undefined;
}

/** Why no price is known, as a clause to follow a colon. */
export interface Unpriced {
  readonly why: string;
}

const BUILT_IN: readonly PriceRow[] = [
  ...ANTHROPIC_PRICES,
  ...AMAZON_PRICES,
  ...META,
  ...OTHER_PROVIDERS,
];

/**
 * Creates a price book of the built-in prices; `overrides` replace rows of the same id, in every
 * region.
 */
export function createPriceBook(overrides: readonly PriceRow[]): PriceBook {
  const own = new Set(overrides.map(({ id }) => id));
  const byId = new Map([...BUILT_IN, ...overrides].map((row) => [row.id, row]));
  const everywhere = [
    ...BUILT_IN.filter(({ id }) => !own.has(id)),
    ...REGIONAL.filter(({ id }) => !own.has(id)),
    ...overrides,
  ];
  const rows = [...byId.values()];
  const dates = rows.map((row) => row.asOf).sort();
  const builtIn = new Map(BUILT_IN.map((row) => [row.id, row]));
  const find = (name: string): PriceRow | undefined => {
    const id = modelIdOf(name);
    return byId.get(name) ?? byId.get(id) ?? rowOfProfile(id, byId);
  };
  const rowsOf = (name: string): readonly PriceRow[] =>
    everywhere.filter(({ id }) => id === name || id === modelIdOf(name));
  return {
    rows,
    asOf: { oldest: dates.at(0) ?? '', newest: dates.at(-1) ?? '' },
    find,
    knows: (name) => rowsOf(name).length > 0 || find(name) !== undefined,
    findIn: (name, region) => {
      const id = modelIdOf(name);
      const named = rowsOf(name);
      const valid = named.findLast((row) => isValidIn(row, region));
      if (valid !== undefined) return valid;
      if (named.length > 0) return { why: elsewhere(id, named, region) };
      const row = rowOfProfile(id, byId);
      const geography = parseInferenceProfile(id)?.geography ?? '';
      if (row === undefined) return { why: whyUnknown(id, byId) };
      if (covers(geography, region)) return row;
      return { why: `${id} is no profile of ${region}, so what it costs there is not known` };
    },
    isOwn: ({ id }) => own.has(id),
    replacedBy: ({ id }) => (own.has(id) ? builtIn.get(id) : undefined),
  };
}

/**
 * Whether a row is valid in a region: a profile's row in its whole geography, any other in its
 * listed regions.
 */
function isValidIn({ id, regions }: PriceRow, region: string): boolean {
  if (regions === undefined || regions.includes(region)) return true;
  const geography = parseInferenceProfile(id)?.geography;
  return geography !== undefined && covers(geography, region);
}

function elsewhere(id: string, rows: readonly PriceRow[], region: string): string {
  const known = rows.flatMap(({ regions = [] }) => regions);
  return `the price of ${id} is known for ${known.join(', ')}, not for ${region}, and prices differ by region`;
}

function rowOfProfile(id: string, byId: ReadonlyMap<string, PriceRow>): PriceRow | undefined {
  const profile = parseInferenceProfile(id);
  if (profile === undefined) return undefined;
  const row = byId.get(profile.model);
  const factor = profileFactor(profile);
  if (row === undefined || factor === undefined) return undefined;
  return factor === 1 ? row : scaled(row, id, factor);
}

/** A customer's own resources, by the word in their ARN, and how each is paid. */
const OWN_RESOURCES: readonly (readonly [RegExp, string])[] = [
  [/:provisioned-model\//, 'provisioned throughput is paid by the hour, not by the token'],
  [/:application-inference-profile\//, 'its id does not tell which model is behind it'],
  [/:imported-model\//, 'an imported model is paid by the minute its copies run'],
  [/:custom-model/, 'a custom model has a price of its own'],
];

function whyUnknown(id: string, byId: ReadonlyMap<string, PriceRow>): string {
  const resource = OWN_RESOURCES.find(([pattern]) => pattern.test(id));
  if (resource !== undefined) return resource[1];
  const profile = parseInferenceProfile(id);
  if (profile !== undefined && byId.has(profile.model)) {
    return `what the ${profile.geography} profile of ${profile.model} costs is not known, and differs from its list price`;
  }
  return id === '' ? 'it names no model' : `no row has the id ${id}`;
}

function scaled(row: PriceRow, id: string, factor: number): PriceRow {
  const { beyond } = row;
  return {
    ...row,
    ...scaledPrices(row, factor),
    ...(beyond === undefined ? {} : { beyond: scaledPrices(beyond, factor) }),
    id,
    source: `${row.source}; regional profile at ${factor}x list`,
  };
}

/** Returns all prices of a row times a factor. */
export function scaledPrices(prices: TokenPrices, factor: number): TokenPrices {
  const { input, output, cacheRead, cacheWrite, cacheWrite1h } = prices;
  return {
    input: input * factor,
    output: output * factor,
    ...(cacheRead === undefined ? {} : { cacheRead: cacheRead * factor }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: cacheWrite * factor }),
    ...(cacheWrite1h === undefined ? {} : { cacheWrite1h: cacheWrite1h * factor }),
  };
}
