import { Problem } from '../../problem/problem.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { FileSource } from '../files/file-source.ts';
import { readText } from '../files/text-file.ts';
import { textCell } from '../rows/cell.ts';
import { csvRows } from '../rows/csv.ts';
import type { Row } from '../rows/row.ts';
import type { QuantileTable } from './quantile-table.ts';
import { gammaRenewal, type RenewalProcess, type RateSegment } from './renewal-process.ts';
import { createTraceColumns, type TraceColumns } from './trace-columns.ts';

/**
 * One service's workload as published by ServeGen (Xiang et al., NSDI 2026): rates, clients and
 * lengths.
 */
export interface ServeGenWorkload {
  readonly windows: readonly Window[];
  readonly clients: readonly Client[];
  readonly input: QuantileTable;
  readonly output: QuantileTable;
}

/**
 * Total rate of all clients in one window, usually ten minutes. Times are from the first window's
 * start.
 */
export interface Window {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
  readonly perSecond: number;
  /** Line in the rate file. */
  readonly line: number;
}

export interface Client {
  readonly name: string;
  readonly segments: readonly RateSegment[];
}

/**
 * The files of a workload, with a common prefix; `windows` exists where each client's own fits are
 * published.
 */
export interface ServeGenFiles {
  readonly rates: string;
  readonly clients: string;
  readonly input: string;
  readonly output: string;
  readonly windows: string;
}

const RATES = /_rate10min\.csv(?:\.gz)?$/;

/**
 * Returns the file names of a workload. Throws a Problem where the rate file is not named as
 * expected.
 */
export function serveGenFiles(rates: string): ServeGenFiles {
  const [ending] = RATES.exec(rates) ?? [];
  if (ending === undefined) {
    throw new Problem('A ServeGen workload is named by its file of rates.', {
      place: { file: rates },
      remedy:
        'Give the file that ends in _rate10min.csv; _clients.csv, _input_tokens_quantiles.csv and _output_tokens_quantiles.csv lie beside it.',
    });
  }
  const prefix = rates.slice(0, -ending.length);
  const beside = (what: string): string => `${prefix}_${what}${ending.slice('_rate10min'.length)}`;
  return {
    rates,
    clients: beside('clients'),
    input: beside('input_tokens_quantiles'),
    output: beside('output_tokens_quantiles'),
    windows: beside('windows'),
  };
}

const rateColumns = columnsOf('rates', 't_seconds', 'requests_per_second');
const clientColumns = columnsOf('clients', 'client', 'share', 'rate_weighted_cv');
const quantileColumns = columnsOf('quantiles', 'quantile', 'value');
const fitColumns = columnsOf('windows', 'client', 't_seconds', 'rate', 'shape');

/**
 * Alternative column names: those of ServeGen's reader, for tables made from its files, which have
 * no header.
 */
const OTHER_NAMES: readonly (readonly [alias: string, column: string])[] = [
  ['timestamp', 't_seconds'],
  ['rate', 'requests_per_second'],
  ['requests_per_second', 'rate'],
  ['client_id', 'client'],
  ['cv', 'rate_weighted_cv'],
  ['pat_arg1', 'shape'],
  ['p1', 'shape'],
];

/** Reads a workload; with `fitted` from each client's fits in place of its mean share and CV. */
export async function readServeGenWorkload(
  files: ServeGenFiles,
  { fitted, source }: { readonly fitted: boolean; readonly source: FileSource },
): Promise<ServeGenWorkload> {
  const rows = (file: string): AsyncIterable<Row> => goodRows(file, source);
  const windows = await readWindows(rows(files.rates));
  return {
    windows,
    clients: fitted
      ? await fittedClients(rows(files.windows), windows)
      : await sharingClients(rows(files.clients), windows),
    input: await readQuantiles(rows(files.input)),
    output: await readQuantiles(rows(files.output)),
  };
}

const TEN_MINUTES: Milliseconds = 600_000;

async function readWindows(rows: AsyncIterable<Row>): Promise<readonly Window[]> {
  const starts: { from: Milliseconds; perSecond: number; line: number }[] = [];
  for await (const row of rows) {
    const from: Milliseconds = rateColumns.number(row, 't_seconds') * 1000;
    const perSecond = rateColumns.number(row, 'requests_per_second');
    if (from <= (starts.at(-1)?.from ?? -1)) throw unsorted(row, 't_seconds');
    starts.push({ from, perSecond, line: row.place.line });
  }
  const [first, second] = starts;
  const length =
    first === undefined || second === undefined ? TEN_MINUTES : second.from - first.from;
  const start = first?.from ?? 0;
  return starts.map(({ from, perSecond, line }, index) => ({
    from: from - start,
    to: (starts[index + 1]?.from ?? from + length) - start,
    perSecond,
    line,
  }));
}

/** Reads clients with a mean share and a CV: each takes its share of every window's rate. */
async function sharingClients(
  rows: AsyncIterable<Row>,
  windows: readonly Window[],
): Promise<readonly Client[]> {
  const shares: { name: string; share: number; gaps: RenewalProcess }[] = [];
  for await (const row of rows) {
    shares.push({
      name: clientColumns.text(row, 'client'),
      share: clientColumns.number(row, 'share'),
      gaps: gammaRenewal(above0(row, 'rate_weighted_cv', clientColumns)),
    });
  }
  // Rates are totals, so the shares of clients left out go to those listed.
  const sum = shares.reduce((all, { share }) => all + share, 0);
  return shares.map(({ name, share, gaps }) => ({
    name,
    segments: windows.map((window): RateSegment => ({
      ...window,
      perSecond: (window.perSecond * share) / sum,
      gaps,
    })),
  }));
}

/** Reads clients with a fitted rate, family and shape per window. */
async function fittedClients(
  rows: AsyncIterable<Row>,
  windows: readonly Window[],
): Promise<readonly Client[]> {
  const start = new Map(windows.map((window) => [window.from, window]));
  const clients = new Map<string, RateSegment[]>();
  for await (const row of rows) {
    const from = fitColumns.number(row, 't_seconds') * 1000;
    const window = start.get(from);
    if (window === undefined) {
      throw new Problem(`The rates have no window at ${from / 1000} s.`, {
        place: row.place,
        remedy: 'Take both files from the same workload.',
      });
    }
    const perSecond = fitColumns.number(row, 'rate');
    const name = fitColumns.text(row, 'client');
    const segments = clients.get(name) ?? [];
    clients.set(name, segments);
    // A client without requests has no gaps to fit.
    if (perSecond > 0) segments.push({ ...window, perSecond, gaps: fittedGaps(row) });
  }
  const scale = rateScale([...clients.values()].flat());
  return [...clients].map(([name, segments]) => ({
    name,
    segments: segments
      .map((segment) => ({
        ...segment,
        perSecond: segment.perSecond * scale(start.get(segment.from)),
      }))
      .toSorted((a, b) => a.from - b.from),
  }));
}

/**
 * Returns the factor from the sum of the clients' rates to a window's published rate, which is
 * authoritative.
 */
function rateScale(segments: readonly RateSegment[]): (window: Window | undefined) => number {
  const sums = new Map<Milliseconds, number>();
  for (const { from, perSecond } of segments) sums.set(from, (sums.get(from) ?? 0) + perSecond);
  return (window) => {
    if (window === undefined) return 1;
    const sum = sums.get(window.from);
    return sum === undefined ? 1 : window.perSecond / sum;
  };
}

/**
 * Reads the fitted gaps. The family's column has a different name in each release, so it is found
 * by its values.
 */
function fittedGaps(row: Row): RenewalProcess {
  const names = Object.values(row.fields).map((value) => String(value).toLowerCase());
  const family = (['gamma', 'weibull'] as const).find((each) => names.includes(each));
  if (family === undefined) {
    throw new Problem('The row names no distribution of its gaps.', {
      place: row.place,
      remedy: 'One of its columns holds Gamma or Weibull.',
    });
  }
  // The fitted scale is ignored: it contradicts the measured rate (by a factor of two in a fifth of
  // the published windows), and the rate is authoritative.
  return { family, shape: above0(row, 'shape', fitColumns) };
}

async function readQuantiles(rows: AsyncIterable<Row>): Promise<QuantileTable> {
  const shares: number[] = [];
  const values: number[] = [];
  for await (const row of rows) {
    const share = quantileColumns.number(row, 'quantile');
    const value = quantileColumns.number(row, 'value');
    if (share <= (shares.at(-1) ?? -1) || value < (values.at(-1) ?? 0)) {
      throw unsorted(row, 'quantile');
    }
    shares.push(share);
    values.push(value);
  }
  return { shares, values };
}

async function* goodRows(file: string, source: FileSource): AsyncGenerator<Row> {
  let rows = 0;
  for await (const row of csvRows(readText(file, source), file)) {
    if (row instanceof Problem) throw row;
    rows++;
    yield named(row);
  }
  if (rows === 0) throw new Problem('The file has no rows.', { place: { file } });
}

/** Adds the expected column names where only an alternative one exists. */
function named(row: Row): Row {
  const fields: Record<string, unknown> = { ...row.fields };
  for (const [alias, column] of OTHER_NAMES) fields[column] ??= fields[alias];
  return { place: row.place, fields };
}

function above0(row: Row, column: string, columns: TraceColumns): number {
  const number = columns.number(row, column);
  if (number > 0) return number;
  throw new Problem(`The ${column} ${textCell(row, column)} is not above 0.`, { place: row.place });
}

function unsorted(row: Row, column: string): Problem {
  return new Problem(`The rows do not rise by ${column}.`, {
    place: row.place,
    remedy: `Sort the file by ${column}, each once.`,
  });
}

function columnsOf(what: string, ...columns: readonly string[]): TraceColumns {
  return createTraceColumns(`A ServeGen file of ${what}`, columns);
}
