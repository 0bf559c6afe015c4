import type { VNode } from 'preact';
import { sanitizeLine } from '../../text/sanitize.ts';
import { round } from './axis.tsx';
import type { Canvas } from './chart-frame.tsx';

/** Label at the right end of a line, in place of a colour legend. */
export interface LineLabel {
  readonly y: number;
  readonly text: string;
  readonly class: string;
}

const GAP = 15;

/** Labels beside the plot, without overlaps. */
export function LineLabels(props: { canvas: Canvas; labels: readonly LineLabel[] }): VNode {
  const { canvas, labels } = props;
  return (
    <g class="labels">
      {spread(labels, canvas.top, canvas.bottom).map(({ y, text, class: kind }) => (
        <text class={kind} x={canvas.right + 8} y={round(y + 4)}>
          {sanitizeLine(text, 13)}
        </text>
      ))}
    </g>
  );
}

/**
 * Returns the labels by height, at least 15 px apart where possible, as near as possible to their
 * lines.
 */
export function spread(
  labels: readonly LineLabel[],
  top: number,
  bottom: number,
): readonly LineLabel[] {
  const placed = [...labels].sort((a, b) => a.y - b.y);
  let ceiling = top;
  const down = placed.map((label) => {
    const y = Math.max(label.y, ceiling);
    ceiling = y + GAP;
    return { ...label, y };
  });
  let floor = bottom;
  return down
    .toReversed()
    .map((label) => {
      const y = Math.min(label.y, floor);
      floor = y - GAP;
      return { ...label, y };
    })
    .toReversed();
}
