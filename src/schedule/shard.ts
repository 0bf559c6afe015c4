import { Problem } from '../problem/problem.ts';
import type { Executor } from '../scenario/load/load.ts';
import { concurrency } from './concurrency.ts';

/** One load generator's part of a run: number `index`, from 0, of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** The shard of a single load generator. */
export const WHOLE: Shard = { index: 0, of: 1 };

/**
 * Returns every `of`-th item (an arrival or a virtual user), starting with the shard's own number.
 * Due times and indices stay global, so that all shards together give exactly the whole, whatever
 * its randomness (as k6's execution segments and MLPerf LoadGen's query stride do).
 */
export function stripe<T extends { readonly index: number }>(
  items: Iterable<T>,
  shard: Shard,
): Iterable<T> {
  const { index, of } = checked(shard);
  return {
    *[Symbol.iterator]() {
      for (const item of items) if (item.index % of === index) yield item;
    },
  };
}

/**
 * Returns how many of `count` items are in the shard's stripe; these add up to `count` over all
 * shards.
 */
export function portion(count: number, shard: Shard): number {
  const { index, of } = checked(shard);
  return Math.max(0, Math.ceil((count - index) / of));
}

/**
 * Returns the shard's part of one load, which has at most as many parts as requests in flight: a
 * part without a slot could send nothing. Undefined for a shard without a part.
 */
export function shardOf(load: Executor, shard: Shard): Shard | undefined {
  const { index, of } = checked(shard);
  const parts = Math.max(1, Math.min(of, concurrency(load)));
  return index < parts ? { index, of: parts } : undefined;
}

function checked(shard: Shard): Shard {
  const { index, of } = shard;
  if (!Number.isInteger(index) || !Number.isInteger(of) || index < 0 || index >= of) {
    throw new Problem(`There is no shard ${index} of ${of}.`, {
      remedy: 'Shards are whole numbers from 0 to one less than their count.',
    });
  }
  return shard;
}
