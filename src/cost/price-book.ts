import type { PriceRow } from '../scenario/price-row.ts';
import { modelIdOf, parseInferenceProfile, profileFactor } from './inference-profile.ts';
import { AMAZON } from './price-rows/amazon.ts';
import { ANTHROPIC } from './price-rows/anthropic.ts';
import { META } from './price-rows/meta.ts';
import { OTHER_PROVIDERS } from './price-rows/other-providers.ts';

/** A PriceBook is what is known of prices: dated rows, each with its source. */
export interface PriceBook {
  readonly rows: readonly PriceRow[];
  /** The dates of the oldest and the newest row. */
  readonly asOf: { readonly oldest: string; readonly newest: string };
  /**
   * The row of a model id, an inference profile or an ARN of either, or of a name of one's own.
   *
   * A name is found exactly or not at all: a price that is nearly right is wrong. A profile without
   * a row of its own takes its model's, with the geography's surcharge.
   */
  find(modelIdOrName: string): PriceRow | undefined;
}

/** The built-in prices; rows given replace those of the same id. */
export function createPriceBook(overrides: readonly PriceRow[]): PriceBook {
  const byId = new Map(
    [...ANTHROPIC, ...AMAZON, ...META, ...OTHER_PROVIDERS, ...overrides].map((row) => [
      row.id,
      row,
    ]),
  );
  const rows = [...byId.values()];
  const dates = rows.map((row) => row.asOf).sort();
  return {
    rows,
    asOf: { oldest: dates.at(0) ?? '', newest: dates.at(-1) ?? '' },
    find(modelIdOrName) {
      const id = modelIdOf(modelIdOrName);
      const exact = byId.get(modelIdOrName) ?? byId.get(id);
      if (exact !== undefined) return exact;
      const profile = parseInferenceProfile(id);
      if (profile === undefined) return undefined;
      const row = byId.get(profile.model);
      const factor = profileFactor(profile);
      if (row === undefined || factor === undefined) return undefined;
      return factor === 1 ? row : scaled(row, id, factor);
    },
  };
}

function scaled(row: PriceRow, id: string, factor: number): PriceRow {
  return {
    ...row,
    id,
    input: row.input * factor,
    output: row.output * factor,
    ...(row.cacheRead === undefined ? {} : { cacheRead: row.cacheRead * factor }),
    ...(row.cacheWrite === undefined ? {} : { cacheWrite: row.cacheWrite * factor }),
    source: `${row.source}; regional profile at ${factor}x list`,
  };
}
