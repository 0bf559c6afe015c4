import type { VNode } from 'preact';
import type { Percentile, TrendSummary } from '../../../metrics/aggregates/summary.ts';
import { formatQuantity } from '../../../metrics/catalogue/format-quantity.ts';
import type { TargetResult } from '../../result/result.ts';
import { routeShares } from '../../summary/route-share.ts';
import { formatPercentile } from '../../text/format-metric.ts';
import { formatDollars } from '../../text/money.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { Table } from '../parts/table.tsx';

/** Table of the routes' parts: their share of arrivals and their results. */
export function RouteTable({ targets }: { targets: readonly TargetResult[] }): VNode | null {
  const rows = targets.flatMap((target) =>
    routeShares(target).map((share) => ({ target: target.name, ...share })),
  );
  if (rows.length === 0) return null;
  const time = (trend: TrendSummary | undefined, which: Percentile): string =>
    trend === undefined ? '–' : formatPercentile(trend, which);
  return (
    <section id="routes">
      <h2>Which way did the answers go?</h2>
      <p class="lead">
        A way’s cost holds every request made on it, those of answers that were thrown away
        included, and no share of rented machines or other fixed costs.
      </p>
      <Table
        caption="Routes of targets made of targets"
        columns={[
          { name: 'Target' },
          { name: 'Answered by' },
          ...[
            'share',
            'failed',
            'latency p50',
            'p95',
            'ttft p50',
            '$ per 1k by traffic',
            'score',
          ].map((name) => ({ name, side: 'right' as const })),
        ]}
        rows={rows.map(({ target, route, share, failed, latency, ttft, per1k, quality }) => [
          sanitizeLine(target, 40),
          sanitizeLine(route, 40),
          formatQuantity(share, 'share'),
          formatQuantity(failed, 'share'),
          time(latency, 'p50'),
          time(latency, 'p95'),
          time(ttft, 'p50'),
          formatDollars(per1k),
          quality === undefined ? '–' : formatQuantity(quality, 'score'),
        ])}
      />
    </section>
  );
}
