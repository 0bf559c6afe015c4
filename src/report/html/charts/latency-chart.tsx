import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { Bucket } from '../../../metrics/series.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { TargetResult } from '../../result/result.ts';
import { downsample } from '../../summary/downsample.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { Table } from '../parts/table.tsx';
import { BottomAxis, LeftAxis, round } from './axis.tsx';
import { type Canvas, ChartFrame } from './chart-frame.tsx';
import { LineLabels } from './line-labels.tsx';
import { type Objective, ObjectiveLine, objectivesOn } from './objective-line.tsx';
import { timeAxis } from './time-axis.ts';

/** Chart of one target's p50 and p95 over the run. Slices without an answer are gaps. */
export function LatencyChart({ target, id }: { target: TargetResult; id: string }): VNode | null {
  const series = downsample(target.series, 120);
  if (!series.some(({ p50 }) => p50 !== undefined)) return null;
  const objectives = objectivesOn('latency', [target]);
  const slice = formatDuration(series[0]?.length ?? 0);
  const chart = {
    id: `latency-${id}`,
    title: `Latency over time, ${sanitizeLine(target.name, 40)}`,
    note: `Slices of ${slice}. A gap is a slice without an answer.`,
    description: describe(series),
    labels: 40,
    draw: (canvas: Canvas) => <Lines canvas={canvas} series={series} objectives={objectives} />,
  };
  return (
    <ChartFrame
      chart={chart}
      legend={[
        { name: 'p95', class: 'series-0' },
        { name: 'p50', class: 'series-1' },
      ]}
    >
      <Numbers series={downsample(target.series, 12)} caption={chart.title} />
    </ChartFrame>
  );
}

function Lines(props: {
  canvas: Canvas;
  series: readonly Bucket[];
  objectives: readonly Objective[];
}): VNode {
  const { canvas, series, objectives } = props;
  const { x, ticks } = timeAxis(series, canvas);
  const highest = Math.max(
    ...series.map(({ p95 = 0 }) => p95),
    ...objectives.map(({ bound }) => bound),
  );
  const y = scaleLinear([0, highest * 1.12], [canvas.bottom, canvas.top]);
  const path = (key: 'p50' | 'p95'): string =>
    line<Bucket>(
      ({ start, length }) => round(x(start + length / 2)),
      (bucket) => round(y(bucket[key] ?? 0)),
    ).defined((bucket) => bucket[key] !== undefined)([...series]) ?? '';
  const last = (key: 'p50' | 'p95'): number =>
    y(series.findLast((bucket) => bucket[key] !== undefined)?.[key] ?? 0);
  return (
    <>
      <BottomAxis canvas={canvas} ticks={ticks} title="time since the start" />
      <LeftAxis
        canvas={canvas}
        ticks={y
          .ticks(5)
          .map((ms) => ({ at: y(ms), label: ms === 0 ? '0' : formatQuantity(ms, 'ms') }))}
      />
      <path class="line series-1" d={path('p50')} />
      <path class="line series-0" d={path('p95')} />
      {objectives.map((objective) => (
        <ObjectiveLine canvas={canvas} y={y(objective.bound)} objective={objective} />
      ))}
      {canvas.kind === 'wide' && (
        <LineLabels
          canvas={canvas}
          labels={[
            { y: last('p95'), text: 'p95', class: 'series-0' },
            { y: last('p50'), text: 'p50', class: 'series-1' },
          ]}
        />
      )}
    </>
  );
}

function describe(series: readonly Bucket[]): string {
  const p95s = series.map(({ p95 }) => p95).filter((p95) => p95 !== undefined);
  if (p95s.length === 0) return 'No answers.';
  const low = formatQuantity(Math.min(...p95s), 'ms');
  return `p95 ran between ${low} and ${formatQuantity(Math.max(...p95s), 'ms')}.`;
}

function Numbers({ series, caption }: { series: readonly Bucket[]; caption: string }): VNode {
  const time = (value: number | undefined): string =>
    value === undefined ? '–' : formatQuantity(value, 'ms');
  return (
    <Table
      caption={caption}
      columns={[
        { name: 'From', side: 'right' },
        { name: 'p50', side: 'right' },
        { name: 'highest p95', side: 'right' },
      ]}
      rows={series.map(({ start, p50, p95 }) => [formatDuration(start), time(p50), time(p95)])}
    />
  );
}
