import { Rate } from '../../src/metrics/aggregates/rate.ts';
import { type Bounds, Trend } from '../../src/metrics/aggregates/trend.ts';
import { createRandom, type Random } from '../../src/random/random.ts';
import { publish } from '../client/bench-report.ts';
import {
  autoregression,
  bursts,
  engine,
  independent,
  type Process,
  singleServer,
} from './processes.ts';
import { holdsQuality, qualityTruth } from './questions.ts';

/** How often a 95 % interval holds the truth, by simulated runs of services whose truth is known. */

const RUNS = 400;
const LENGTHS = [1000, 3000];
const ASKED = { p50: 50, p95: 95, p99: 99, mean: 'mean' } as const;
type Asked = keyof typeof ASKED;

/** Shares of the runs: whose interval held the truth, and that had no upper bound at all. */
interface Cell {
  readonly held: number;
  readonly unbounded: number;
  /** Median independent samples that a run was worth. */
  readonly effective: number;
}

function truthOf(process: Process, random: Random): Record<Asked, number> {
  const sorted = process.truth(random).toSorted();
  const at = (p: number) => sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), mean };
}

/** A trend reads a percentile off buckets 0.1 % wide. */
const BUCKET = 0.001;

function trendRow(process: Process, length: number): Record<Asked, Cell> {
  const random = createRandom(1, 'answers', process.name + length);
  const truth = truthOf(process, random);
  const looks: Record<Asked, { bounds: Bounds; effective: number }[]> = {
    p50: [],
    p95: [],
    p99: [],
    mean: [],
  };
  for (let run = 0; run < RUNS; run++) {
    const trend = new Trend();
    process.run(length, random).forEach((value, i) => trend.add(value, i));
    for (const [name, of] of entries(ASKED)) {
      const bounds = of === 'mean' ? trend.meanBounds() : trend.bounds(of);
      looks[name].push({ bounds, effective: trend.sampling(of).effective });
    }
  }
  return mapped(ASKED, (name) => cellOf(looks[name], truth[name]));
}

function rateRow(process: Process, length: number): Cell {
  const random = createRandom(1, 'answers', process.name + length);
  const [truth = Number.NaN] = process.truth(random);
  const looks = Array.from({ length: RUNS }, () => {
    const rate = new Rate();
    process.run(length, random).forEach((value, i) => rate.add(value, i));
    return { bounds: rate.interval, effective: rate.sampling.effective };
  });
  return cellOf(looks, truth);
}

function cellOf(
  looks: readonly { readonly bounds: Bounds; readonly effective: number }[],
  truth: number,
): Cell {
  const held = looks.filter(({ bounds: { low = -Infinity, high = Infinity } }) => {
    return low * (1 - BUCKET) <= truth && truth <= high * (1 + BUCKET);
  });
  const unbounded = looks.filter(({ bounds }) => bounds.high === undefined);
  const sorted = looks.map(({ effective }) => effective).toSorted((a, b) => a - b);
  return {
    held: held.length / looks.length,
    unbounded: unbounded.length / looks.length,
    effective: sorted[sorted.length >> 1] ?? Number.NaN,
  };
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries forgets the keys
  return Object.entries(record) as [K, V][];
}

function mapped<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  by: (key: K) => W,
): Record<K, W> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry for each key
  return Object.fromEntries(entries(record).map(([key]) => [key, by(key)])) as Record<K, W>;
}

const trends = LENGTHS.flatMap((length) =>
  [
    independent,
    ...[0.3, 0.6, 0.9, 0.97].map(autoregression),
    ...[0.5, 0.8, 0.9].map(singleServer),
    ...[0.3, 0.5, 0.7, 0.8, 0.9].map((load) => engine(load, RUNS, length)),
  ].map((process) => {
    announce(`${process.name}, ${length}`);
    return { name: process.name, length, cells: trendRow(process, length) };
  }),
);

const rates = LENGTHS.flatMap((length) =>
  [
    // A state that lasts no longer than chance has it is none.
    bursts(0.05, 1 / 0.95),
    ...[3, 10, 20].map((burst) => bursts(0.05, burst)),
    ...[30, 60].map((burst) => bursts(0.18, burst)),
  ].map((process) => {
    announce(`${process.name}, ${length}`);
    return { name: process.name, length, cell: rateRow(process, length) };
  }),
);

const qualities = [12, 40, 80].flatMap((questions) =>
  [1, 2, 6].map((repeats) => {
    announce(`${questions} questions, ${repeats} times`);
    const random = createRandom(1, 'answers', `${questions}/${repeats}`);
    const truth = qualityTruth(random);
    const held = Array.from({ length: RUNS }, () =>
      holdsQuality({ questions, repeats }, truth, random),
    );
    const share = (what: 'overall' | 'mean') => held.filter((each) => each[what]).length / RUNS;
    return { questions, repeats, overall: share('overall'), mean: share('mean') };
  }),
);

function announce(line: string): void {
  process.stderr.write(`${line} …\n`);
}

const percent = (share: number): string => (100 * share).toFixed(0);
const cellText = ({ held, unbounded, effective }: Cell): string =>
  `${percent(held)} (${percent(unbounded)} without; ${effective.toFixed(0)})`;

publish({
  name: 'coverage',
  title: 'How often a 95 % interval holds the truth',
  notes: [
    `${RUNS} simulated runs a row. In a cell: the per cent of runs whose interval held the truth; in brackets the per cent without an upper bound, which count as held on that side, and how many independent samples a run was worth in the median.`,
    'Truths: closed form for M/M/1 and the bursts; all runs together for the engine; 2,000,000 values otherwise.',
    'The engine is llama-70b-h100x2, 1,000 tokens in and 200 out on the mean, at shares of its highest rate; runs are stretches of one long one.',
    'Of questions: the share that passes both criteria, and the mean score of one, over questions of which each is as easy as it is for good.',
  ],
  tables: [
    {
      title: 'Latencies',
      header: ['latencies', 'requests', 'p50', 'p95', 'p99', 'mean'],
      rows: trends.map(({ name, length, cells }) => [
        name,
        length.toLocaleString('en-US'),
        cellText(cells.p50),
        cellText(cells.p95),
        cellText(cells.p99),
        cellText(cells.mean),
      ]),
    },
    {
      title: 'Rates',
      header: ['rate', 'requests', 'share'],
      rows: rates.map(({ name, length, cell }) => [
        name,
        length.toLocaleString('en-US'),
        cellText(cell),
      ]),
    },
    {
      title: 'Quality',
      header: ['questions', 'times each', 'passing share', 'mean score'],
      rows: qualities.map(({ questions, repeats, overall, mean }) => [
        String(questions),
        String(repeats),
        percent(overall),
        percent(mean),
      ]),
    },
  ],
  figures: { trends, rates, qualities },
});
