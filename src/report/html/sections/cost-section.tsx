import type { VNode } from 'preact';
import type { Bill, Dollars } from '../../../cost/bill.ts';
import { formatQuantity, formatUsd } from '../../../metrics/catalogue/format-quantity.ts';
import { allCostNotes } from '../../notes/cost-notes.ts';
import type { RunResult } from '../../result/result.ts';
import { formatInterval } from '../../text/format-metric.ts';
import { formatDollars } from '../../text/money.ts';
import { sanitizeLine } from '../../text/sanitize.ts';
import { CostChart } from '../charts/cost-chart.tsx';
import { NoteList } from '../parts/note-list.tsx';
import { Table } from '../parts/table.tsx';

/** Section "What will it cost?": the monthly bill, its parts, and the source of each price. */
export function CostSection({ result }: { result: RunResult }): VNode {
  return (
    <section id="cost">
      <h2>What will it cost?</h2>
      <p class="lead">{lead(result)}</p>
      <div class="pair">
        <CostChart result={result} />
        <div class="card">
          <h3>Where the prices are from</h3>
          <Prices result={result} />
        </div>
      </div>
      <h3>Each bill in parts</h3>
      <Bills result={result} />
      <NoteList notes={allCostNotes(result)} />
      <FixedCosts result={result} />
    </section>
  );
}

function lead(result: RunResult): string {
  const { demand, budget, targets, spent, spentAtLeast, spentAtMost } = result;
  const sentences: string[] = [];
  if (demand !== undefined) {
    sentences.push(
      `A month is 365/12 days at ${formatQuantity(demand.queriesPerDay, 'count')} queries a day.`,
    );
  }
  if (budget.month !== undefined) {
    sentences.push(`The budget is ${formatDollars(budget.month)} a month.`);
  }
  const unknown = targets.filter(({ cost }) => (cost.perMonth ?? cost.per1k) === 'unknown');
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => sanitizeLine(name, 40)).join(', ');
    sentences.push(
      `Unknown for ${names}: what is missing is listed below, and does not count as $0.`,
    );
  }
  sentences.push(
    spent === 'unknown'
      ? `What the run itself spent is ${formatDollars(spent, spentAtLeast, spentAtMost)}.`
      : `The run itself spent ${formatDollars(spent, 0, spentAtMost)}.`,
  );
  return sentences.join(' ');
}

function Bills({ result }: { result: RunResult }): VNode {
  return (
    <Table
      caption="Each bill in parts"
      columns={[
        { name: 'Target' },
        { name: 'Per 1,000 answers', side: 'right' },
        { name: '95 % interval', side: 'right' },
        { name: 'Of it by traffic', side: 'right' },
        { name: 'Fixed a month', side: 'right' },
        { name: 'A month', side: 'right' },
        { name: '95 % interval', side: 'right' },
        { name: 'Against the budget', side: 'right' },
        { name: 'In this run', side: 'right' },
      ]}
      rows={result.targets.map(({ name, cost }) => [
        sanitizeLine(name, 40),
        formatDollars(cost.per1k, cost.per1kAtLeast),
        cost.per1kInterval === undefined ? '–' : formatInterval(cost.per1kInterval, formatUsd),
        formatDollars(cost.variablePer1k, cost.variablePer1kAtLeast),
        fixedTotal(cost.fixed),
        cost.perMonth === undefined ? '–' : formatDollars(cost.perMonth, cost.perMonthAtLeast),
        cost.perMonthInterval === undefined
          ? '–'
          : formatInterval(cost.perMonthInterval, formatUsd),
        againstBudget(cost.perMonth, result.budget.month),
        formatDollars(cost.run, cost.runAtLeast),
      ])}
    />
  );
}

/** Table of fixed costs, with the targets that pay them. */
function FixedCosts({ result }: { result: RunResult }): VNode | null {
  const lines = new Map<string, { name: string; perMonth: number; targets: string[] }>();
  for (const { name: target, cost } of result.targets) {
    for (const { name, perMonth } of cost.fixed) {
      const key = `${name} ${perMonth}`;
      const line = lines.get(key) ?? { name, perMonth, targets: [] };
      line.targets.push(sanitizeLine(target, 40));
      lines.set(key, line);
    }
  }
  if (lines.size === 0) return null;
  return (
    <>
      <h3>Paid every month, whatever the traffic</h3>
      <Table
        caption="Fixed costs"
        columns={[
          { name: 'What' },
          { name: 'A month', side: 'right' },
          { name: 'Paid by', wrap: true },
        ]}
        rows={[...lines.values()].map(({ name, perMonth, targets }) => [
          sanitizeLine(name, 60),
          formatQuantity(perMonth, 'usd'),
          targets.length === result.targets.length ? 'every target' : targets.join(', '),
        ])}
      />
    </>
  );
}

function fixedTotal(lines: RunResult['targets'][number]['cost']['fixed']): string {
  if (lines.length === 0) return 'none';
  return formatQuantity(
    lines.reduce((sum, { perMonth }) => sum + perMonth, 0),
    'usd',
  );
}

function againstBudget(perMonth: Dollars | undefined, budget: number | undefined): string {
  if (budget === undefined || perMonth === undefined) return '–';
  if (perMonth === 'unknown') return 'unknown';
  const left = budget - perMonth;
  return left >= 0 ? `${formatDollars(left)} left` : `${formatDollars(-left)} over`;
}

/**
 * Returns the text for a missing token price: rented hardware has none; otherwise it is unknown.
 */
function unpriced({ variablePer1k }: Bill): string {
  return variablePer1k === 'unknown' ? 'no price known' : 'nothing by the token';
}

function Prices({ result }: { result: RunResult }): VNode {
  const rows = result.targets.flatMap(({ name, cost }) =>
    cost.prices.length === 0
      ? [[sanitizeLine(name, 40), unpriced(cost), '–']]
      : cost.prices.map(({ id, source, asOf }) => [
          sanitizeLine(name, 40),
          sanitizeLine(id, 60),
          `${sanitizeLine(source)}, read on ${sanitizeLine(asOf)}`,
        ]),
  );
  return (
    <Table
      caption="Where the prices are from"
      columns={[
        { name: 'Target' },
        { name: 'Priced as', wrap: true },
        { name: 'Source', wrap: true },
      ]}
      rows={rows}
    />
  );
}
