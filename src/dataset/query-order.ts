import { createRandom, type Random } from '../random/random.ts';

/** Returns the row index of the n-th request of a run, from 0. Deterministic. */
type QueryOrder = (n: number) => number;

/**
 * Creates a query order. `sequential` repeats the rows in order. `shuffle` is equal issue: one
 * permutation of all rows after another, so that no row is used twice more than any other (MLPerf
 * LoadGen, sample_concatenate_permutation). Uses O(count) memory for any run length.
 */
export function createQueryOrder(
  count: number,
  order: 'sequential' | 'shuffle',
  random: Random,
): QueryOrder {
  if (order === 'sequential') return (n) => n % count;
  const seed = Math.floor(random() * 2 ** 32);
  // Keeps two rounds, because loads that share an order pass from one round to the next at slightly
  // different times.
  const rounds = new Map<number, Uint32Array>();
  return (n) => {
    const round = Math.floor(n / count);
    let rows = rounds.get(round);
    if (rows === undefined) {
      rows = permutation(count, createRandom(seed, 'order', String(round)));
      const [oldest] = rounds.keys();
      if (rounds.size === 2 && oldest !== undefined) rounds.delete(oldest);
      rounds.set(round, rows);
    }
    return rows[n % count] ?? 0;
  };
}

/** Returns a uniformly random permutation (Durstenfeld's shuffle: CACM 7, 1964, algorithm 235). */
function permutation(count: number, random: Random): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const row = rows[last] ?? 0;
    rows[last] = rows[other] ?? 0;
    rows[other] = row;
  }
  return rows;
}
