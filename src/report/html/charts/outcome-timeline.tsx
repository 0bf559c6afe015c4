import { scaleLinear } from 'd3-scale';
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
import { timeAxis } from './time-axis.ts';

/** Layers of a bar, from bottom to top. */
const LAYERS = [
  { key: 'failed', name: 'failed' },
  { key: 'throttled', name: 'throttled' },
  { key: 'ok', name: 'answered' },
] as const;

/** Chart of requests per slice by outcome, stacked, with failures at the bottom. */
export function OutcomeTimeline({
  target,
  id,
}: {
  target: TargetResult;
  id: string;
}): VNode | null {
  const series = downsample(target.series, 60);
  if (series.length === 0) return null;
  const slice = formatDuration(series[0]?.length ?? 0);
  const chart = {
    id: `outcomes-${id}`,
    title: `How requests ended, ${sanitizeLine(target.name, 40)}`,
    note: `Requests in slices of ${slice}, by when they were due.`,
    description: describe(series),
    labels: 16,
    draw: (canvas: Canvas) => <Bars canvas={canvas} series={series} />,
  };
  return (
    <ChartFrame
      chart={chart}
      legend={LAYERS.toReversed().map(({ key, name }) => ({ name, class: `outcome-${key}` }))}
    >
      <Numbers series={downsample(target.series, 12)} caption={chart.title} />
    </ChartFrame>
  );
}

function Bars({ canvas, series }: { canvas: Canvas; series: readonly Bucket[] }): VNode {
  const { x, ticks } = timeAxis(series, canvas);
  const most = Math.max(1, ...series.map(({ ok, throttled, failed }) => ok + throttled + failed));
  const y = scaleLinear([0, most], [canvas.bottom, canvas.top]);
  return (
    <>
      <LeftAxis
        canvas={canvas}
        ticks={y
          .ticks(4)
          .filter(Number.isInteger)
          .map((count) => ({ at: y(count), label: formatQuantity(count, 'count') }))}
      />
      {LAYERS.map(({ key }, layer) => (
        <path
          class={`outcome-${key}`}
          d={series
            .filter((bucket) => bucket[key] > 0)
            .map((bucket) => {
              const below = LAYERS.slice(0, layer).reduce((sum, { key }) => sum + bucket[key], 0);
              const left = round(x(bucket.start) + 0.5);
              const right = round(Math.max(left + 0.5, x(bucket.start + bucket.length) - 0.5));
              return `M${left} ${round(y(below))}H${right}V${round(y(below + bucket[key]))}H${left}Z`;
            })
            .join('')}
        />
      ))}
      <BottomAxis canvas={canvas} ticks={ticks} title="time since the start" />
    </>
  );
}

function describe(series: readonly Bucket[]): string {
  const sum = (key: 'ok' | 'throttled' | 'failed'): string =>
    formatQuantity(
      series.reduce((total, bucket) => total + bucket[key], 0),
      'count',
    );
  return `${sum('ok')} answered, ${sum('throttled')} throttled, ${sum('failed')} failed.`;
}

function Numbers({ series, caption }: { series: readonly Bucket[]; caption: string }): VNode {
  return (
    <Table
      caption={caption}
      columns={[
        { name: 'From', side: 'right' },
        { name: 'Answered', side: 'right' },
        { name: 'Throttled', side: 'right' },
        { name: 'Failed', side: 'right' },
      ]}
      rows={series.map(({ start, ok, throttled, failed }) => [
        formatDuration(start),
        ...[ok, throttled, failed].map((count) => formatQuantity(count, 'count')),
      ])}
    />
  );
}
