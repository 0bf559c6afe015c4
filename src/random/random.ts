import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A Random is a seeded stream of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * What a random stream is for. Each dimension has its own stream, so that changing how answers are
 * sampled for the judge never moves an arrival (MLPerf LoadGen keeps its seeds apart likewise).
 */
type Dimension = 'arrivals' | 'order' | 'judge' | 'answers' | 'service' | 'bootstrap';

/** The random stream of one dimension, and of one named part of it, under the scenario's seed. */
export function createRandom(seed: number, dimension: Dimension, part = ''): Random {
  const generator = xoroshiro128plus(mix(seed, `${dimension}/${part}`));
  // 26 and 27 random bits make the 53 of a double.
  return () => {
    const high = generator.next() >>> 6;
    const low = generator.next() >>> 5;
    return (high * 2 ** 27 + low) / 2 ** 53;
  };
}

/** FNV-1a over the label, started from the seed: near seeds and near labels give far streams. */
function mix(seed: number, label: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash | 0;
}
