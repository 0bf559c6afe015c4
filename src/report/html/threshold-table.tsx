import type { VNode } from 'preact';
import { formatQuantity } from '../../metrics/quantity.ts';
import type { ThresholdResult } from '../../verdict/threshold-result.ts';
import { verdictMark } from '../mark.ts';
import { formatInterval, formatMetric, measureName, measureOf, objectiveOf } from '../measure.ts';
import { printableLine } from '../printable.ts';
import type { RunResult } from '../result.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';

/** A ThresholdTable is every objective of every target, and why each was decided as it was. */
export function ThresholdTable({ result }: { result: RunResult }): VNode {
  const thresholds = result.targets.flatMap(({ name, thresholds }) =>
    thresholds.map((threshold) => ({ name, threshold })),
  );
  return (
    <section id="objectives">
      <h2>Every objective</h2>
      {thresholds.length === 0 && <p class="lead">No objectives were set.</p>}
      {thresholds.length > 0 && (
        <Table
          caption="Every objective of every target"
          columns={[
            { name: 'Target' },
            { name: 'Verdict' },
            { name: 'Measure' },
            { name: 'Objective' },
            { name: 'Observed', side: 'right' },
            { name: '95 % interval', side: 'right' },
            { name: 'n', side: 'right' },
            { name: 'Why', wrap: true },
          ]}
          rows={thresholds.map(({ name, threshold }) => [
            printableLine(name, 40),
            ...row(threshold),
          ])}
        />
      )}
    </section>
  );
}

function row(threshold: ThresholdResult): readonly (VNode | string)[] {
  const { verdict, observed, interval, n, why, metric, expression } = threshold;
  const measure = measureOf(threshold);
  const format = (value: number): string => formatMetric(measure.metric, value);
  return [
    <Badge mark={verdictMark(verdict)} />,
    <span title={`${metric}: ${expression}`}>{measureName(measure)}</span>,
    objectiveOf(threshold),
    observed === undefined ? 'no data' : format(observed),
    interval === undefined ? '–' : formatInterval(interval, format),
    formatQuantity(n, 'count'),
    printableLine(why),
  ];
}
