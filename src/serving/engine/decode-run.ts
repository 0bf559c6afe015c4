import type { Milliseconds } from '../../time/duration.ts';

/**
 * Consecutive decode-only iterations. Each takes longer than the last by the same amount, because
 * the context grows by one token per sequence. Numbered from 1.
 */
export interface DecodeRun {
  readonly count: number;
  /** End of the n-th iteration; for 0, the start of the first. */
  endOf(n: number): Milliseconds;
  /** Returns the first iteration that ends at `time` or later; the last where none does. */
  endingFrom(time: Milliseconds): number;
}

export interface DecodeRunOptions {
  readonly start: Milliseconds;
  readonly count: number;
  /** Duration of the first iteration, and the increase per further iteration. */
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
      // Solves n first + growth n (n - 1) / 2 = rest, in the form without cancellation.
      const slope = first - growth / 2;
      const root = (2 * rest) / (slope + Math.sqrt(slope * slope + 2 * growth * rest));
      let n = Math.max(1, Math.min(count, Math.ceil(root)));
      while (n > 1 && endOf(n - 1) >= time) n--;
      while (n < count && endOf(n) < time) n++;
      return n;
    },
  };
}
