import type { VNode } from 'preact';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { ThresholdResult } from '../../../verdict/threshold-result.ts';
import {
  formatValue,
  measureName,
  objectiveOf,
  observedOf,
} from '../../../verdict/threshold-words.ts';
import type { RunResult, TargetResult } from '../../result/result.ts';
import { formatInterval } from '../../text/format-metric.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { verdictLabel } from '../../text/verdict-label.ts';
import { Badge } from '../parts/badge.tsx';
import { type Column, Table } from '../parts/table.tsx';

/** Table of all objectives of all targets, with the reason for each verdict. */
export function ThresholdTable({ result }: { result: RunResult }): VNode {
  const targets = result.targets.filter(({ thresholds }) => thresholds.length > 0);
  return (
    <section id="objectives">
      <h2>Every objective</h2>
      {targets.length === 0 && <p class="lead">No objectives were set.</p>}
      {targets.map((target) => (
        <OneTarget target={target} />
      ))}
    </section>
  );
}

const COLUMNS: readonly Column[] = [
  { name: 'Measure' },
  { name: 'Verdict' },
  { name: 'Objective' },
  { name: 'Observed', side: 'right' },
  { name: '95 % interval', side: 'right' },
  { name: 'n', side: 'right' },
  { name: 'Why', wrap: true },
];

function OneTarget({ target }: { target: TargetResult }): VNode {
  const name = sanitizeLine(target.name, 40);
  return (
    <>
      <h3>
        {name} <Badge label={verdictLabel(target.verdict)} />
      </h3>
      <Table
        caption={`Objectives of ${name}`}
        columns={COLUMNS}
        rows={target.thresholds.map((threshold) => row(threshold))}
      />
    </>
  );
}

function row(threshold: ThresholdResult): readonly (VNode | string)[] {
  const { verdict, interval, n, why, metric, expression } = threshold;
  const format = (value: number): string => formatValue(threshold, value);
  return [
    <span title={`${metric}: ${expression}`}>{sanitizeLine(measureName(threshold), 60)}</span>,
    <Badge label={verdictLabel(verdict)} />,
    objectiveOf(threshold),
    observedOf(threshold),
    interval === undefined ? '–' : formatInterval(interval, format),
    formatQuantity(n, 'count'),
    sanitizeLine(why),
  ];
}
