import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Bucket } from '../../../metrics/series.ts';
import { formatDuration, type Milliseconds } from '../../../time/duration.ts';
import type { Tick } from './axis.tsx';
import type { Canvas } from './chart-frame.tsx';

const STEPS: readonly Milliseconds[] = [
  1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
];

/** Maximum ticks: six steps have seven ends. */
const MOST_TICKS = 7;

/** Creates the time axis of a series, with ticks at whole seconds, minutes or hours. */
export function timeAxis(
  series: readonly Bucket[],
  canvas: Canvas,
): { readonly x: ScaleLinear<number, number>; readonly ticks: readonly Tick[] } {
  const first = series[0]?.start ?? 0;
  const last = series.at(-1);
  const end = last === undefined ? first + 1 : last.start + last.length;
  const x = scaleLinear([first, end], [canvas.left, canvas.right]);
  const step = STEPS.find((step) => (end - first) / step <= 6) ?? (end - first) / 5;
  const from = Math.ceil(first / step);
  // Computes the count first, because adding a small step to a very large time may not change it.
  const count = Math.max(0, Math.min(MOST_TICKS, Math.floor(end / step) - from + 1));
  const ticks = Array.from({ length: count }, (_, index): Tick => {
    const at = (from + index) * step;
    return { at: x(at), label: at === 0 ? '0' : formatDuration(at) };
  });
  return { x, ticks };
}
