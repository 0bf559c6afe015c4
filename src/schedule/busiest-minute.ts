import type { Milliseconds } from '../time/duration.ts';

const MINUTE: Milliseconds = 60_000;

/** Returns the maximum number of these times within one minute. */
export function busiestMinute(times: readonly Milliseconds[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  let max = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - MINUTE) first += 1;
    max = Math.max(max, index - first + 1);
  }
  return max;
}
