import { sampleFloor } from '../../statistics/sample-floor.ts';

/**
 * The fewest values a claim on the `p`-th percentile can rest on at 95 %: 5, 29, 59, 299 for p50, p90, p95,
 * p99; the same for p10 as for p90. p0 and p100 are the sample's own ends and need one.
 */
export function percentileFloor(p: number): number {
  const tail = Math.max(p, 100 - p);
  return tail >= 100 ? 1 : sampleFloor(tail / 100);
}
