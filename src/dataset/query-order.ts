import { createRandom, type Random } from '../random/random.ts';

/** A QueryOrder gives the row that the n-th request of a run asks, from 0; the same n, the same row. */
type QueryOrder = (n: number) => number;

/**
 * `sequential` walks the rows and begins again. `shuffle` is equal issue: one permutation of all rows
 * after another, so that no row is asked twice more than any other (MLPerf LoadGen,
 * sample_concatenate_permutation). Takes O(count) memory however long the run.
 */
export function createQueryOrder(
  count: number,
  order: 'sequential' | 'shuffle',
  random: Random,
): QueryOrder {
  if (order === 'sequential') return (n) => n % count;
  const seed = Math.floor(random() * 2 ** 32);
  // Two rounds, because loads that share an order cross from one to the next a little apart.
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

/** Durstenfeld's shuffle (CACM 7, 1964, algorithm 235): every permutation equally likely. */
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
