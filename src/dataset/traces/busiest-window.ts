import type { Milliseconds } from '../../time/duration.ts';

/**
 * A part of a trace. `to` is the time of its last request, or the exclusive end of a stretch of
 * rates.
 */
export interface TimeWindow {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/**
 * Returns the window of at most `length` with the most requests, the earliest of equals. It begins
 * with a request, as a busiest one always can. Undefined without times.
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
