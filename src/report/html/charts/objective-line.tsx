import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { Milliseconds } from '../../../time/duration.ts';
import { aggregateName } from '../../../verdict/threshold-words.ts';
import type { TargetResult } from '../../result/result.ts';
import { round } from './axis.tsx';
import type { Canvas } from './chart-frame.tsx';

/** Upper bound of a time, drawn as a line. */
export interface Objective {
  readonly bound: Milliseconds;
  /** Percentile, percent; absent for a bound on the mean or the maximum. */
  readonly percentile?: number;
  readonly name: string;
}

export function ObjectiveLine(props: { canvas: Canvas; y: number; objective: Objective }): VNode {
  const { canvas, y, objective } = props;
  return (
    <g class="objective">
      <line x1={canvas.left} x2={canvas.right} y1={round(y)} y2={round(y)} />
      <text x={canvas.left + 6} y={round(y - 6)}>
        {objective.name} under {formatQuantity(objective.bound, 'ms')}
      </text>
    </g>
  );
}

/** Returns the distinct bounds on one metric without a selector, of all targets; at most two. */
export function objectivesOn(
  metric: string,
  targets: readonly TargetResult[],
): readonly Objective[] {
  const found = new Map<string, Objective>();
  for (const threshold of targets.flatMap(({ thresholds }) => thresholds)) {
    const { selector, operator, bound, percentile } = threshold;
    const isWhole = selector.metric === metric && Object.keys(selector.tags).length === 0;
    if (!isWhole || !operator.startsWith('<')) continue;
    const name = aggregateName(threshold);
    found.set(`${name} ${bound}`, { bound, name, ...(percentile !== undefined && { percentile }) });
  }
  return [...found.values()].sort((a, b) => b.bound - a.bound).slice(0, 2);
}
