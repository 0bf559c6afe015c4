import type { Milliseconds } from '../../time/duration.ts';

/** A TimeWindow is a part of a trace: from the first instant to the last, both within it. */
export interface TimeWindow {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/**
 * The stretch of at most this length in which most requests came, the earliest of equals. It begins
 * with a request, as the busiest one always can. Undefined where there are no times.
 */
export function busiestWindow(
  times: readonly Milliseconds[],
  length: Milliseconds,
): TimeWindow | undefined {
  const sorted = Float64Array.from(times).sort();
  let best: { from: number; to: number; count: number } | undefined;
  let last = 0;
  for (const [first, from] of sorted.entries()) {
    while (last + 1 < sorted.length && (sorted[last + 1] ?? 0) < from + length) last++;
    const count = last - first + 1;
    if (best === undefined || count > best.count) best = { from, to: sorted[last] ?? from, count };
  }
  return best === undefined ? undefined : { from: best.from, to: best.to };
}
