import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import type { QualityShare } from '../../../judge/quality.ts';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { TargetResult } from '../../result/result.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { BottomAxis, round } from './axis.tsx';
import { type Canvas, ChartFrame } from './chart-frame.tsx';

const ROW = 22;
const HEAD = 26;

interface Row {
  readonly name: string;
  readonly class: string;
  readonly share: QualityShare;
}

/** Chart of each target's mean score on each criterion, with its 95 % interval. */
export function QualityChart(props: {
  criteria: readonly string[];
  targets: readonly TargetResult[];
  note: string;
}): VNode | null {
  const groups = props.criteria
    .map((criterion) => ({ criterion, rows: rows(criterion, props.targets) }))
    .filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return null;
  const height = groups.reduce((sum, { rows }) => sum + HEAD + rows.length * ROW, 0) + 58;
  const chart = {
    id: 'quality-criteria',
    title: 'Mean score by criterion',
    note: props.note,
    description: groups
      .map(({ criterion, rows }) => `${criterion}: ${rows.map(said).join(', ')}.`)
      .map((sentence) => sanitizeLine(sentence))
      .join(' '),
    height,
    left: 110,
    labels: 46,
    draw: (canvas: Canvas) => <Dots canvas={canvas} groups={groups} />,
  };
  return <ChartFrame chart={chart} />;
}

function rows(criterion: string, targets: readonly TargetResult[]): readonly Row[] {
  return targets.flatMap(({ name, quality }, i) => {
    const share = quality.criteria[criterion];
    return share === undefined || share.scored === 0
      ? []
      : [{ name, class: `series-${i % 6}`, share }];
  });
}

function said({ name, share }: Row): string {
  return `${name} ${formatQuantity(share.mean, 'score')}`;
}

function Dots(props: {
  canvas: Canvas;
  groups: readonly { readonly criterion: string; readonly rows: readonly Row[] }[];
}): VNode {
  // The figures at the right need the same width on a phone.
  const canvas = { ...props.canvas, right: props.canvas.width - 56 };
  const x = scaleLinear([0, 1], [canvas.left, canvas.right]);
  let y = canvas.top;
  return (
    <>
      <BottomAxis
        canvas={canvas}
        ticks={[0, 0.25, 0.5, 0.75, 1].map((score) => ({ at: x(score), label: String(score) }))}
        title="score, 0 to 1"
      />
      {props.groups.map(({ criterion, rows }) => {
        const head = y;
        y += HEAD + rows.length * ROW;
        return (
          <g>
            <text class="name" x={4} y={head + 14}>
              {sanitizeLine(criterion, 30)}
            </text>
            {rows.map((row, i) => (
              <Dot row={row} x={x} y={head + HEAD + i * ROW + 6} right={canvas.width - 4} />
            ))}
          </g>
        );
      })}
    </>
  );
}

function Dot(props: { row: Row; x: (score: number) => number; y: number; right: number }): VNode {
  const { row, x, y, right } = props;
  const { mean, interval } = row.share;
  return (
    <>
      <text x={12} y={y + 4}>
        {sanitizeLine(row.name, 14)}
      </text>
      <path
        class={`range ${row.class}`}
        d={`M${round(x(interval.low))} ${y}H${round(x(interval.high))}`}
      />
      <circle class={`dot ${row.class}`} cx={round(x(mean))} cy={y} r="4.5" />
      <text class="sum" x={right} y={y + 4} text-anchor="end">
        {formatQuantity(mean, 'score')}
      </text>
    </>
  );
}
