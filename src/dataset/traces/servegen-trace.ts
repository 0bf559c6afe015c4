import { Problem } from '../../problem/problem.ts';
import { createRandom, type Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { FileSource } from '../files/file-source.ts';
import { createFiller } from '../query/filler.ts';
import type { Row } from '../rows/row.ts';
import type { TimeWindow } from './busiest-window.ts';
import { quantileOf } from './quantile-table.ts';
import { renewalTimes, type RateSegment } from './renewal-process.ts';
import {
  readServeGenWorkload,
  type ServeGenWorkload,
  serveGenFiles,
  type Window,
} from './servegen-workload.ts';
import { createTraceColumns } from './trace-columns.ts';

/** A ServeGenTrace are requests drawn as a ServeGen workload says they come, in the order of their time. */
type ServeGenTrace = AsyncGenerator<Row>;

/** What may be held in memory; some workloads have a billion requests in their two weeks. */
const MOST_REQUESTS = 500_000;

/** What is to be drawn: a stretch, or all; in it so many requests, or all. */
export interface SampleRequest {
  readonly timeWindow: TimeWindow | undefined;
  readonly limit: number | undefined;
  /** Where the workload's files lie. */
  readonly source: FileSource;
}

/**
 * Each client asks by a process of its own, so that bursts of one are not smoothed into the others'
 * (capacity is underrated by half where they are, as ServeGen found). The same seed draws the same
 * requests. Throws a Problem where there would be more than memory holds.
 */
export async function* serveGenTrace(
  file: string,
  random: Random,
  { timeWindow, limit, source }: SampleRequest,
): ServeGenTrace {
  const workload = await readWorkload(file, source);
  const { windows } = workload;
  const all = { from: 0, to: windows.at(-1)?.to ?? 0 };
  const expected = requestsWithin(windows, timeWindow ?? all);
  if (Math.min(expected, limit ?? expected) > MOST_REQUESTS) throw tooMany(file, expected);
  const lengths = createRandom(seedOf(random), 'order', 'lengths');
  let n = 0;
  for (const { at, client } of merged(workload, seedOf(random), timeWindow)) {
    n++;
    yield {
      place: { file, line: lineAt(windows, at) },
      fields: {
        id: `request-${n}`,
        at,
        input_tokens: tokens(quantileOf(workload.input, lengths())),
        output_tokens: tokens(quantileOf(workload.output, lengths())),
        tags: { client },
      },
    };
  }
}

const columns = createTraceColumns('A ServeGen trace', ['input_tokens', 'output_tokens']);

/** Adds `maxTokens` and `question`: filler English, because ServeGen tells lengths and no texts. */
export function createServeGenReader(random: Random): (row: Row) => Row {
  const filler = createFiller(random);
  return (row) => ({
    place: row.place,
    fields: {
      ...row.fields,
      question: filler(columns.count(row, 'input_tokens')),
      maxTokens: columns.count(row, 'output_tokens'),
    },
  });
}

/** What is read beside the file of rates. */
export async function serveGenCompanions(
  file: string,
  source: FileSource,
): Promise<readonly string[]> {
  const { clients, input, output, windows } = serveGenFiles(file);
  return [(await isThere(windows, source)) ? windows : clients, input, output];
}

/** Whatever else is the matter with where it lies will be said of the files that must be there. */
async function isThere(file: string, source: FileSource): Promise<boolean> {
  try {
    await source.find(file);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/**
 * The stretch of this length with the highest mean rate, the earliest of equals. As rates are steady
 * within a window, it begins or ends where one does.
 */
export async function busiestServeGen(
  file: string,
  length: Milliseconds,
  source: FileSource,
): Promise<TimeWindow> {
  const { windows } = await readWorkload(file, source);
  const end = windows.at(-1)?.to ?? 0;
  const starts = windows
    .flatMap(({ from, to }) => [from, to - length])
    .filter((from) => from >= 0 && from + length <= end)
    .toSorted((a, b) => a - b);
  let best = { from: 0, to: Math.min(length, end), count: -1 };
  for (const from of starts) {
    const count = requestsWithin(windows, { from, to: from + length });
    // Equal rates may add up unequally by a rounding.
    if (count > best.count * (1 + 1e-12)) best = { from, to: from + length, count };
  }
  return { from: best.from, to: best.to };
}

async function readWorkload(file: string, source: FileSource): Promise<ServeGenWorkload> {
  const files = serveGenFiles(file);
  return readServeGenWorkload(files, { fitted: await isThere(files.windows, source), source });
}

/** Requests expected within a stretch. */
function requestsWithin(windows: readonly Window[], { from, to }: TimeWindow): number {
  return windows.reduce((sum, window) => {
    const ms = Math.min(to, window.to) - Math.max(from, window.from);
    return ms > 0 ? sum + (window.perSecond * ms) / 1000 : sum;
  }, 0);
}

/** All clients' requests in one order; the first of equals is the client's named first. */
function* merged(
  { clients }: ServeGenWorkload,
  seed: number,
  timeWindow: TimeWindow | undefined,
): Generator<{ readonly at: Milliseconds; readonly client: string }> {
  const waiting = clients.map(({ name, segments }) => {
    const random = createRandom(seed, 'arrivals', `client ${name}`);
    const times = timesWithin(timeWindow, segments, random);
    return { client: name, times, at: times.next().value ?? Number.POSITIVE_INFINITY };
  });
  for (;;) {
    const next = waiting.reduce((least, other) => (other.at < least.at ? other : least));
    if (next.at === Number.POSITIVE_INFINITY) return;
    yield next;
    next.at = next.times.next().value ?? Number.POSITIVE_INFINITY;
  }
}

/** Whole spells are drawn and cut then: how many came in a part of one is not known. */
function* timesWithin(
  timeWindow: TimeWindow | undefined,
  segments: readonly RateSegment[],
  random: Random,
): Generator<Milliseconds, void> {
  const { from, to } = timeWindow ?? { from: 0, to: Number.POSITIVE_INFINITY };
  const met = segments.filter((segment) => segment.from < to && segment.to > from);
  for (const at of renewalTimes(met, random)) if (at >= from && at < to) yield at;
}

function lineAt(windows: readonly Window[], at: Milliseconds): number {
  return windows.find(({ to }) => at < to)?.line ?? 1;
}

function tokens(value: number): number {
  return Math.max(1, Math.round(value));
}

function seedOf(random: Random): number {
  return Math.floor(random() * 2 ** 32);
}

function tooMany(file: string, expected: number): Problem {
  return new Problem(
    `About ${Math.round(expected).toLocaleString('en')} requests would be drawn.`,
    {
      place: { file },
      remedy: `Give a window ("busiest 1m") or a limit: ${MOST_REQUESTS.toLocaleString('en')} at most.`,
    },
  );
}
