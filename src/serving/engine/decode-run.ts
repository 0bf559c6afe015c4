import type { Milliseconds } from '../../time/duration.ts';

/**
 * A DecodeRun is iterations in a row in which nothing happens but decoding, so that each takes longer
 * than the last by the same: the context grows by one token for each sequence. Numbered from 1.
 */
export interface DecodeRun {
  readonly count: number;
  /** When the n-th iteration ends; for 0, when the first begins. */
  endOf(n: number): Milliseconds;
  /** The first iteration that ends at `time` or later; the last where none does. */
  endingFrom(time: Milliseconds): number;
}

export interface DecodeRunOptions {
  readonly start: Milliseconds;
  readonly count: number;
  /** How long the first iteration takes, and by how much more each next one. */
  readonly first: Milliseconds;
  readonly growth: Milliseconds;
}

export function createDecodeRun({ start, count, first, growth }: DecodeRunOptions): DecodeRun {
  const endOf = (n: number): Milliseconds => start + n * first + (growth * n * (n - 1)) / 2;
  return {
    count,
    endOf,
    endingFrom(time) {
      const rest = time - start;
      if (rest <= 0) return 1;
      // The root of n first + growth n (n - 1) / 2 = rest, in the form without cancellation.
      const slope = first - growth / 2;
      const root = (2 * rest) / (slope + Math.sqrt(slope * slope + 2 * growth * rest));
      let n = Math.max(1, Math.min(count, Math.ceil(root)));
      while (n > 1 && endOf(n - 1) >= time) n--;
      while (n < count && endOf(n) < time) n++;
      return n;
    },
  };
}
