import type { VNode } from 'preact';
import type { Canvas } from './chart-frame.tsx';

/** One labelled tick of an axis, in canvas pixels. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Axis below the plot; labels too close to the previous one are left out. */
export function BottomAxis(props: {
  canvas: Canvas;
  ticks: readonly Tick[];
  title: string;
}): VNode {
  const { canvas, ticks, title } = props;
  return (
    <g class="axis">
      {apart(ticks).map(({ at, label }) => (
        <>
          <line class="grid" x1={round(at)} x2={round(at)} y1={canvas.top} y2={canvas.bottom} />
          <text x={round(at)} y={canvas.bottom + 16} text-anchor="middle">
            {label}
          </text>
        </>
      ))}
      <text x={(canvas.left + canvas.right) / 2} y={canvas.bottom + 34} text-anchor="middle">
        {title}
      </text>
    </g>
  );
}

export function LeftAxis({ canvas, ticks }: { canvas: Canvas; ticks: readonly Tick[] }): VNode {
  return (
    <g class="axis">
      {ticks.map(({ at, label }) => (
        <>
          <line class="grid" x1={canvas.left} x2={canvas.right} y1={round(at)} y2={round(at)} />
          <text x={canvas.left - 8} y={round(at + 4)} text-anchor="end">
            {label}
          </text>
        </>
      ))}
    </g>
  );
}

/** Rounds canvas pixels to a tenth, which halves the file's size. */
export function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function apart(ticks: readonly Tick[]): readonly Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (
      last === undefined ||
      tick.at - last.at > 3.5 * (tick.label.length + last.label.length) + 6
    ) {
      kept.push(tick);
    }
  }
  return kept;
}
