import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded stream of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * Purpose of a random stream. Each has its own, so that a change to the judge's sampling never
 * moves an arrival (MLPerf LoadGen separates its seeds likewise).
 */
type Dimension = 'arrivals' | 'order' | 'judge' | 'answers' | 'service' | 'bootstrap';

/** Creates the random stream of one dimension, and of one named part of it, for a seed. */
export function createRandom(seed: number, dimension: Dimension, part = ''): Random {
  const generator = xoroshiro128plus(mix(seed, `${dimension}/${part}`));
  // Combines 26 and 27 random bits into the 53 of a double.
  return () => {
    const high = generator.next() >>> 6;
    const low = generator.next() >>> 5;
    return (high * 2 ** 27 + low) / 2 ** 53;
  };
}

/**
 * Hashes the label by FNV-1a, started from the seed: similar seeds and labels give unrelated
 * streams.
 */
function mix(seed: number, label: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash | 0;
}
