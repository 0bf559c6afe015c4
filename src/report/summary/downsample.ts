import type { Bucket } from '../../metrics/series.ts';

/**
 * Merges a series into at most `slices` longer buckets, for charts and tables.
 *
 * Counts are added. Percentiles cannot be: the merged p50 is the middle one, the merged p95 the
 * highest, so that a bad minute is not smoothed away.
 */
export function downsample(series: readonly Bucket[], slices: number): readonly Bucket[] {
  const size = Math.ceil(series.length / slices);
  if (size <= 1) return series;
  const joined: Bucket[] = [];
  for (let i = 0; i < series.length; i += size) joined.push(join(series.slice(i, i + size)));
  return joined;
}

function join(parts: readonly Bucket[]): Bucket {
  const sum = (key: 'length' | 'ok' | 'throttled' | 'failed'): number =>
    parts.reduce((total, part) => total + part[key], 0);
  const p50s = known(parts, 'p50').sort((a, b) => a - b);
  const middle = p50s[Math.floor((p50s.length - 1) / 2)];
  const p95s = known(parts, 'p95');
  return {
    start: parts[0]?.start ?? 0,
    length: sum('length'),
    ok: sum('ok'),
    throttled: sum('throttled'),
    failed: sum('failed'),
    ...(middle !== undefined && { p50: middle }),
    ...(p95s.length > 0 && { p95: Math.max(...p95s) }),
  };
}

function known(parts: readonly Bucket[], key: 'p50' | 'p95'): number[] {
  return parts.map((part) => part[key]).filter((value) => value !== undefined);
}
