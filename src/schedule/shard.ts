import { Problem } from '../scenario/problem.ts';
import type { Schedule } from './schedule.ts';

/**
 * A stripe is every `of`-th arrival of a schedule, starting with number `shard` (from 0): what one
 * of several load generators sends. Due times and indices stay global, so that the stripes of all
 * shards are together exactly the whole, whatever its randomness (k6's equal execution segments and
 * MLPerf LoadGen's query stride do the same).
 */
export function stripe(schedule: Schedule, shard: number, of: number): Schedule {
  if (!Number.isInteger(shard) || !Number.isInteger(of) || shard < 0 || shard >= of) {
    throw new Problem(`There is no shard ${shard} of ${of}.`, {
      remedy: 'Shards are whole numbers from 0 to one less than their count.',
    });
  }
  return {
    *[Symbol.iterator]() {
      for (const arrival of schedule) if (arrival.index % of === shard) yield arrival;
    },
  };
}
