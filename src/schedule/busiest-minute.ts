import type { Milliseconds } from '../time/duration.ts';

const MINUTE: Milliseconds = 60_000;

/** The most of these times that lie within one minute. */
export function busiestMinute(times: readonly Milliseconds[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - MINUTE) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
