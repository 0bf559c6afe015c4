import type { VNode } from 'preact';
import type { RunResult } from '../../result/result.ts';
import { type Cell, compare } from '../../summary/comparison.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { verdictLabel } from '../../text/verdict-label.ts';
import { Badge } from '../parts/badge.tsx';
import { Table } from '../parts/table.tsx';

/** Table of all targets, one row each. */
export function ComparisonTable({ result }: { result: RunResult }): VNode {
  const { columns, rows } = compare(result);
  const cells = rows.flatMap(({ cells }) => cells);
  const standIn = result.judge?.standIn === true;
  return (
    <section id="compare">
      <h2>How do the targets compare?</h2>
      <p class="lead">
        Latency is the wait for the whole answer, ttft the wait for its first word; p95 means that
        95 of 100 came within this time.
      </p>
      <Table
        caption="All targets compared"
        columns={[
          { name: 'Target' },
          { name: 'Verdict' },
          ...columns.map((name) => ({
            name: name === 'quality' && standIn ? 'quality (stand\u2011in)' : name,
            side: 'right' as const,
          })),
        ]}
        rows={rows.map(({ target, verdict, cells }) => [
          sanitizeLine(target, 40),
          <Badge label={verdictLabel(verdict)} />,
          ...cells.map((cell) => <Figure cell={cell} />),
        ])}
      />
      {cells.some(({ faint }) => faint === true) && (
        <p class="foot">
          <span class="faint">~ grey</span>: too few samples for this percentile; it proves nothing
          alone.
        </p>
      )}
      {cells.some(({ best }) => best === true) && (
        <p class="foot">
          <span class="best">★ marked</span>: the lowest cost that meets every objective.
        </p>
      )}
    </section>
  );
}

function Figure({ cell }: { cell: Cell }): VNode {
  if (cell.faint === true) {
    return (
      <span class="faint" title="too few samples for this percentile">
        ~{cell.text}
      </span>
    );
  }
  if (cell.best === true) return <span class="best">★ {cell.text}</span>;
  if (cell.alarm === true) return <strong class="leak">✕ {cell.text}</strong>;
  return <>{cell.text}</>;
}
