import { formatQuantity, formatShare } from '../../metrics/catalogue/format-quantity.ts';
import { formatDuration } from '../../time/duration.ts';
import type { ThresholdResult } from '../../verdict/threshold-result.ts';
import {
  formatValue,
  measureName,
  objectiveOf,
  observedOf,
} from '../../verdict/threshold-words.ts';
import { calibrationNotes } from '../notes/calibration-notes.ts';
import { costNotes, perThousand } from '../notes/cost-notes.ts';
import { countNotes } from '../notes/count-notes.ts';
import { datasetNotes } from '../notes/dataset-notes.ts';
import { judgeOmissions, judgeNotes } from '../notes/judge-notes.ts';
import { leakNotes } from '../notes/leak-notes.ts';
import { rerunCommand } from '../notes/rerun-command.ts';
import { runNotices, reasonsBeside } from '../notes/run-notices.ts';
import { targetNotes } from '../notes/target-notes.ts';
import { transportNotes } from '../notes/transport-notes.ts';
import { undecided } from '../notes/undecided.ts';
import { billingSentences } from '../result/billable-endpoint.ts';
import { servedBy, servedByShort } from '../result/endpoint-words.ts';
import type { RunResult, TargetResult } from '../result/result.ts';
import { type Comparison, compare } from '../summary/comparison.ts';
import { type RouteShare, routeShares } from '../summary/route-share.ts';
import { createAnsiStyle, type AnsiStyle } from '../text/ansi-style.ts';
import { formatInterval, formatPercentile } from '../text/format-metric.ts';
import { formatDollars } from '../text/money.ts';
import { OUTCOME_WORDS } from '../text/outcome-word.ts';
import { sanitizeLine } from '../text/sanitize.ts';
import { validityLabel, verdictLabel } from '../text/verdict-label.ts';
import { wrapText } from '../text/wrap-text.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Width in columns: 80 by default, 60 at least. */
  readonly width?: number;
}

/**
 * Formats a run for a terminal: the verdict, then each target's objectives. The words are the same
 * with and without colour; no line is wider than `width`.
 */
export function renderText(measured: RunResult, options: TextOptions): string {
  const result = undecided(measured);
  const page: Page = {
    ansi: createAnsiStyle(options.colour),
    width: Math.max(60, options.width ?? 80),
    lines: [],
  };
  head(page, result);
  const comparison = compare(result);
  for (const target of result.targets) block(page, result, target, comparison);
  foot(page, result);
  return `${page.lines.join('\n')}\n`;
}

interface Page {
  readonly ansi: AnsiStyle;
  readonly width: number;
  readonly lines: string[];
}

function say(page: Page, text: string, indent = ' ', paint = (line: string): string => line): void {
  for (const line of wrapText(sanitizeLine(text), page.width - indent.length)) {
    page.lines.push(indent + paint(line));
  }
}

function head(page: Page, result: RunResult): void {
  const { ansi } = page;
  for (const { text } of runNotices(result))
    say(page, text, ' ', (line) => ansi.tone('unsure', line));
  if (page.lines.length > 0) page.lines.push('');
  const label = verdictLabel(result.verdict);
  const validity = validityLabel(result.validity);
  const arrivals = result.targets.reduce((sum, target) => sum + arrivalsOf(target), 0);
  const facts = [
    result.name,
    servedByShort(result),
    formatDuration(result.durationMs),
    `${formatQuantity(arrivals, 'count')} requests`,
  ].join(' · ');
  say(page, facts, ' ', ansi.faint);
  say(page, `${label.sign} ${result.headline}`, ' ', (line) =>
    ansi.tone(label.tone, ansi.strong(line)),
  );
  for (const reason of reasonsBeside(result)) say(page, reason, '   ');
  const paint = (line: string): string => ansi.tone(validity.tone, line);
  say(page, `${validity.sign} ${validity.word}.`, ' ', paint);
  for (const reason of result.validityReasons) say(page, reason, '   ', paint);
  for (const sentence of [
    ...calibrationNotes(result),
    ...transportNotes(result),
    ...countNotes(result),
    ...judgeOmissions(result),
    ...datasetNotes(result),
  ]) {
    say(page, sentence, '   ', ansi.faint);
  }
}

function arrivalsOf({ outcomes }: TargetResult): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

function block(page: Page, result: RunResult, target: TargetResult, comparison: Comparison): void {
  const { ansi, width } = page;
  const label = verdictLabel(target.verdict);
  const state = `${label.sign} ${label.word}`;
  const name = sanitizeLine(target.name, 30);
  const model = sanitizeLine(
    `${target.kind} ${target.model}`,
    width - name.length - state.length - 5,
  );
  const gap = ' '.repeat(Math.max(1, width - 3 - name.length - model.length - state.length));
  page.lines.push(
    '',
    ` ${ansi.strong(name)} ${ansi.faint(model)}${gap}${ansi.tone(label.tone, state)}`,
  );
  for (const who of servedBy(target)) say(page, `asked: ${who}`, '   ', ansi.faint);
  for (const threshold of target.thresholds) objective(page, threshold);
  const row = comparison.rows.find((each) => each.target === target.name);
  const [p50, p95, p99, first50, first95, failed, throttled] = (row?.cells ?? []).map((cell) =>
    cell.faint === true ? `~${cell.text}` : cell.text,
  );
  say(page, `latency p50 ${p50} p95 ${p95} p99 ${p99} · ttft p50 ${first50} p95 ${first95}`, '   ');
  say(page, `failed ${failed} · throttled ${throttled}`, '   ');
  serverLine(page, target);
  say(page, costLine(target), '   ');
  for (const noteText of costNotes(target.cost, result)) say(page, noteText, '   ');
  qualityLine(page, result, target);
  for (const share of routeShares(target)) say(page, routeLine(share), '   ');
  for (const { outcome, name, count, message, remedy } of target.errors) {
    const word = `${OUTCOME_WORDS[outcome]}, ${name}`;
    const said = message === '' ? '' : `"${sanitizeLine(message, 160)}" `;
    say(page, `${formatQuantity(count, 'count')} × ${word}: ${said}${remedy}`, '   ', ansi.faint);
  }
  for (const noteText of targetNotes(target)) say(page, noteText, '   ');
}

/** Adds the service's own time beside the client's, if the service reports one. */
function serverLine(page: Page, { metrics }: TargetResult): void {
  const [server, overhead] = [metrics['server_latency'], metrics['overhead']];
  if (server?.type !== 'trend' || overhead?.type !== 'trend') return;
  const pair = ({ p50, p95 }: { p50: number; p95: number }): string =>
    `p50 ${formatQuantity(p50, 'ms')} p95 ${formatQuantity(p95, 'ms')}`;
  say(page, `by the service ${pair(server)} · on the way ${pair(overhead)}`, '   ');
}

function objective(page: Page, threshold: ThresholdResult): void {
  const label = verdictLabel(threshold.verdict);
  const { interval, n, verdict } = threshold;
  const format = (value: number): string => formatValue(threshold, value);
  const line = [
    sanitizeLine(measureName(threshold), 32).padEnd(32),
    observedOf(threshold).padStart(9),
    objectiveOf(threshold).padEnd(13),
    interval === undefined ? '' : formatInterval(interval, format),
  ].join(' ');
  page.lines.push(
    `   ${page.ansi.tone(label.tone, label.sign)} ${line.slice(0, page.width - 5).trimEnd()}`,
  );
  if (verdict !== 'pass')
    say(page, `${threshold.why} (n = ${formatQuantity(n, 'count')})`, '     ');
}

function costLine({ cost }: TargetResult): string {
  const { perMonth, perMonthAtLeast } = cost;
  const month =
    perMonth === undefined ? '' : `, ${formatDollars(perMonth, perMonthAtLeast)} a month`;
  return `cost ${perThousand(cost)}${month}`;
}

function routeLine({ route, share, latency, ttft, per1k, quality }: RouteShare): string {
  const facts = [
    `via ${route} ${formatQuantity(share, 'share')}`,
    ...(latency === undefined
      ? []
      : [
          `latency p50 ${formatPercentile(latency, 'p50')} p95 ${formatPercentile(latency, 'p95')}`,
        ]),
    ...(ttft === undefined ? [] : [`ttft p50 ${formatPercentile(ttft, 'p50')}`]),
    `${formatDollars(per1k)} per 1,000 by traffic`,
    ...(quality === undefined ? [] : [`score ${formatQuantity(quality, 'score')}`]),
  ];
  return facts.join(' · ');
}

function qualityLine(page: Page, { judge }: RunResult, target: TargetResult): void {
  const { quality, metrics } = target;
  const { overall } = quality;
  if (overall !== undefined) {
    const range =
      overall.judgeErrors === 0
        ? ''
        : `: ${formatInterval(overall.bounds, formatShare)} with these as all bad or all good`;
    const by = judge?.standIn === true ? ', stand-in judge' : '';
    say(
      page,
      `quality ${formatShare(overall.mean)} (${formatInterval(overall.interval, formatShare)}${by}), ${overall.scored} of ${overall.eligible} scored, ${overall.judgeErrors} judge errors${range}`,
      '   ',
    );
  }
  for (const note of [...judgeNotes(target), ...leakNotes(target)]) say(page, note, '   ');
  const leaks = metrics['tenant_leaks'];
  if (leaks?.type === 'counter' && leaks.count > 0) {
    say(
      page,
      `✕ ${formatQuantity(leaks.count, 'count')} leaks of another tenant's data`,
      '   ',
      (line) => page.ansi.tone('bad', line),
    );
  }
}

function foot(page: Page, result: RunResult): void {
  const cap = result.budget.run === undefined ? '' : ` of ${formatDollars(result.budget.run)}`;
  const has = (list: 'belowFloor' | 'atLeast'): boolean =>
    result.targets.some(({ metrics }) =>
      ['latency', 'ttft'].some((name) => {
        const trend = metrics[name];
        return trend?.type === 'trend' && (trend[list] ?? []).length > 0;
      }),
    );
  page.lines.push('');
  if (has('belowFloor')) {
    say(page, '~ too few samples for this percentile', ' ', page.ansi.faint);
  }
  if (has('atLeast')) {
    const meaning = '≥ at least: it falls on arrivals that waited so long and got no answer';
    say(page, meaning, ' ', page.ansi.faint);
  }
  for (const sentence of billingSentences(result.rented ?? [])) {
    say(page, sentence, ' ', (line) => page.ansi.tone('unsure', line));
  }
  const repeat = rerunCommand(result);
  const { id, spent, spentAtLeast, spentAtMost, judge } = result;
  for (const noteText of judge?.missing ?? []) say(page, `Judge: ${noteText}`);
  say(page, `Run ${id} · spent ${formatDollars(spent, spentAtLeast, spentAtMost)}${cap}`);
  if (repeat !== undefined) say(page, `Repeat: ${repeat}`);
}
