import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { CurvePoint, TargetResult } from '../../result/result.ts';
import { formatPercentile } from '../../text/format-metric.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { Table } from '../parts/table.tsx';
import { BottomAxis, LeftAxis, round } from './axis.tsx';
import { type Canvas, ChartFrame } from './chart-frame.tsx';
import { LineLabels } from './line-labels.tsx';
import { type Objective, ObjectiveLine, objectivesOn } from './objective-line.tsx';

type CurveMetric = 'latency' | 'ttft';

/** Chart of all targets' times by percentile, on an axis of nines. */
export function PercentileCurve(props: {
  metric: CurveMetric;
  title: string;
  targets: readonly TargetResult[];
}): VNode | null {
  const { metric, title, targets } = props;
  const lines = targets
    .map((target, i) => ({
      name: target.name,
      class: `series-${i % 6}`,
      points: (target.curves[metric] ?? []).filter(
        ({ percentile, value }) => percentile < 100 && value > 0,
      ),
    }))
    .filter(({ points }) => points.length > 1);
  if (lines.length === 0) return null;
  const objectives = objectivesOn(metric, targets);
  const chart = {
    id: `curve-${metric}`,
    title,
    note: 'Each step to the right is ten times rarer. Lower is better.',
    description: describe(metric, targets),
    height: 300,
    draw: (canvas: Canvas) => <Curves canvas={canvas} lines={lines} objectives={objectives} />,
  };
  const legend = lines.map(({ name, class: kind }) => ({
    name: sanitizeLine(name, 40),
    class: kind,
  }));
  return (
    <ChartFrame chart={chart} legend={legend}>
      <Numbers metric={metric} title={title} targets={targets} />
    </ChartFrame>
  );
}

interface Line {
  readonly name: string;
  readonly class: string;
  readonly points: readonly CurvePoint[];
}

/** Converts a percentile to its number of nines: 90 is 1, 99 is 2, 99.9 is 3. */
function nines(percentile: number): number {
  return -Math.log10(1 - percentile / 100);
}

function Curves(props: {
  canvas: Canvas;
  lines: readonly Line[];
  objectives: readonly Objective[];
}): VNode {
  const { canvas, lines, objectives } = props;
  const points = lines.flatMap(({ points }) => points);
  const values = [...points.map(({ value }) => value), ...objectives.map(({ bound }) => bound)];
  const rarest = Math.max(2, ...points.map(({ percentile }) => nines(percentile)));
  const x = scaleLinear([0, rarest], [canvas.left, canvas.right]);
  const y = scaleLog(
    [Math.min(...values) * 0.8, Math.max(...values) * 1.25],
    [canvas.bottom, canvas.top],
  );
  const path = line<CurvePoint>(
    ({ percentile }) => round(x(nines(percentile))),
    ({ value }) => round(y(value)),
  );
  const labels = lines.flatMap(({ name, class: kind, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ y: y(last.value), text: name, class: kind }];
  });
  return (
    <>
      <BottomAxis
        canvas={canvas}
        title="percentile"
        ticks={[0, 50, 90, 99, 99.9, 99.99]
          .filter((percentile) => nines(percentile) <= rarest + 0.01)
          .map((percentile) => ({ at: x(nines(percentile)), label: `p${percentile}` }))}
      />
      <LeftAxis
        canvas={canvas}
        ticks={timeTicks(y.domain()).map((ms) => ({ at: y(ms), label: formatQuantity(ms, 'ms') }))}
      />
      {lines.map(({ class: kind, points }) => (
        <path class={`line ${kind}`} d={path([...points]) ?? ''} />
      ))}
      {objectives.map((objective) => (
        <>
          <ObjectiveLine canvas={canvas} y={y(objective.bound)} objective={objective} />
          {objective.percentile !== undefined && nines(objective.percentile) <= rarest && (
            <circle
              class="gate"
              cx={round(x(nines(objective.percentile)))}
              cy={round(y(objective.bound))}
              r="4.5"
            />
          )}
        </>
      ))}
      {canvas.kind === 'wide' && <LineLabels canvas={canvas} labels={labels} />}
    </>
  );
}

/**
 * Returns the ticks of a logarithmic axis: 1, 2 and 5 of each power of ten, fewer over a wide
 * range.
 */
function timeTicks([low = 1, high = 1]: readonly number[]): readonly number[] {
  const steps = high / low > 300 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    ticks.push(...steps.map((step) => step * 10 ** power));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function describe(metric: CurveMetric, targets: readonly TargetResult[]): string {
  const sentences = targets.map(({ name, metrics }) => {
    const trend = metrics[metric];
    if (trend?.type !== 'trend') return `${name} has no data.`;
    return `${name}: p50 ${formatPercentile(trend, 'p50')}, p95 ${formatPercentile(trend, 'p95')}.`;
  });
  return sanitizeLine(sentences.join(' '));
}

function Numbers(props: {
  metric: CurveMetric;
  title: string;
  targets: readonly TargetResult[];
}): VNode {
  const { metric, title, targets } = props;
  const columns = ['p50', 'p90', 'p95', 'p99'] as const;
  return (
    <Table
      caption={title}
      columns={[
        { name: 'Target' },
        ...[...columns, 'n'].map((name) => ({ name, side: 'right' as const })),
      ]}
      rows={targets.map(({ name, metrics }) => {
        const trend = metrics[metric];
        if (trend?.type !== 'trend') return [name, '–', '–', '–', '–', '0'];
        return [
          sanitizeLine(name, 40),
          ...columns.map((column) =>
            trend.belowFloor.includes(column) ? (
              <span class="faint">~{formatPercentile(trend, column)}</span>
            ) : (
              formatPercentile(trend, column)
            ),
          ),
          formatQuantity(trend.n, 'count'),
        ];
      })}
    />
  );
}
