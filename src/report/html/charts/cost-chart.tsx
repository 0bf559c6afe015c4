import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { RunResult, TargetResult } from '../../result/result.ts';
import { formatDollars } from '../../text/money.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { BottomAxis, round } from './axis.tsx';
import { type Canvas, ChartFrame } from './chart-frame.tsx';

const ROW = 44;

/**
 * Chart of each target's monthly bill, variable and fixed costs stacked, against the budget. An
 * unknown bill has no bar.
 */
export function CostChart({ result }: { result: RunResult }): VNode | null {
  const { targets, budget } = result;
  if (!targets.some(({ cost }) => typeof cost.perMonth === 'number')) return null;
  const chart = {
    id: 'cost-month',
    title: 'The bill for a month',
    note: 'US dollars; the thin line is the 95 % interval.',
    description: targets
      .map(({ name, cost }) => `${sanitizeLine(name, 40)}: ${formatDollars(cost.perMonth)}.`)
      .join(' '),
    height: targets.length * ROW + 78,
    left: 12,
    labels: 20,
    draw: (canvas: Canvas) => <Bills canvas={canvas} targets={targets} budget={budget.month} />,
  };
  return (
    <ChartFrame
      chart={chart}
      legend={[
        { name: 'by traffic', class: 'bill-variable' },
        { name: 'fixed, whatever the traffic', class: 'bill-fixed' },
      ]}
    />
  );
}

function Bills(props: {
  canvas: Canvas;
  targets: readonly TargetResult[];
  budget: number | undefined;
}): VNode {
  const { targets, budget } = props;
  const canvas = { ...props.canvas, right: props.canvas.width - 74 };
  const highest = Math.max(
    budget ?? 0,
    ...targets.map(({ cost: { perMonth, perMonthInterval } }) =>
      typeof perMonth === 'number' ? Math.max(perMonth, perMonthInterval?.high ?? 0) : 0,
    ),
  );
  const x = scaleLinear([0, Math.max(highest * 1.05, 0.01)], [canvas.left, canvas.right]);
  const top = canvas.top + 16;
  return (
    <>
      <BottomAxis
        canvas={{ ...canvas, top }}
        ticks={x
          .ticks(canvas.kind === 'wide' ? 5 : 3)
          .map((usd) => ({ at: x(usd), label: formatQuantity(usd, 'usd') }))}
        title="US dollars a month"
      />
      {budget !== undefined && (
        <g class="objective">
          <line x1={round(x(budget))} x2={round(x(budget))} y1={top} y2={canvas.bottom} />
          <text
            x={round(x(budget))}
            y={top - 6}
            text-anchor={x(budget) > canvas.width * 0.6 ? 'end' : 'start'}
          >
            budget {formatQuantity(budget, 'usd')}
          </text>
        </g>
      )}
      {targets.map((target, row) => (
        <Bill target={target} x={x} top={top + 4 + row * ROW} right={canvas.width - 10} />
      ))}
    </>
  );
}

function Bill(props: {
  target: TargetResult;
  x: (usd: number) => number;
  top: number;
  right: number;
}): VNode {
  const { target, x, top, right } = props;
  const { perMonth, perMonthInterval: interval, fixed } = target.cost;
  const label = (
    <>
      <text class="name" x={x(0)} y={top + 12}>
        {sanitizeLine(target.name, 24)}
      </text>
      <text class="sum" x={right} y={top + 29} text-anchor="end">
        {formatDollars(perMonth)}
      </text>
    </>
  );
  if (typeof perMonth !== 'number') return <g>{label}</g>;
  const standing = fixed.reduce((sum, { perMonth }) => sum + perMonth, 0);
  const variable = Math.max(0, perMonth - standing);
  const y = top + 18;
  return (
    <g>
      {label}
      <rect
        class="bill-variable"
        x={round(x(0))}
        y={y}
        width={round(x(variable) - x(0))}
        height="14"
      />
      <rect
        class="bill-fixed"
        x={round(x(variable))}
        y={y}
        width={round(Math.max(0, x(perMonth) - x(variable)))}
        height="14"
      />
      {interval !== undefined && (
        <path
          class="whisker"
          d={`M${round(x(interval.low))} ${y + 7}H${round(x(interval.high))}`}
        />
      )}
    </g>
  );
}
