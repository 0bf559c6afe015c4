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

/** Requests drawn from a ServeGen workload, in time order. */
type ServeGenTrace = AsyncGenerator<Row>;

/** Maximum number of requests held in memory; some workloads have a billion in their two weeks. */
const MOST_REQUESTS = 500_000;

/** What to draw: a time window and a number of requests; all where undefined. */
export interface SampleRequest {
  readonly timeWindow: TimeWindow | undefined;
  readonly limit: number | undefined;
  readonly source: FileSource;
}

/**
 * Draws the requests of a workload. Each client has its own arrival process, so that bursts of one
 * are not averaged out by the others (ServeGen found capacity underestimated by half otherwise).
 * Deterministic for a seed.
 *
 * Throws a Problem for more requests than memory holds.
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

/**
 * Creates the converter. Adds `maxTokens` and `question`: filler English, because ServeGen
 * publishes lengths and no texts.
 */
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

/** Returns the paths of the files read with the rate file. */
export async function serveGenCompanions(
  file: string,
  source: FileSource,
): Promise<readonly string[]> {
  const { clients, input, output, windows } = serveGenFiles(file);
  return [(await isThere(windows, source)) ? windows : clients, input, output];
}

/**
 * Whether the file can be found. Any other error of the folder is reported for the required files.
 */
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
 * Returns the window of this length with the highest mean rate, the earliest of equals. As rates
 * are constant within a rate window, it begins or ends where one does.
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
    // Sums of equal rates may differ by rounding.
    if (count > best.count * (1 + 1e-12)) best = { from, to: from + length, count };
  }
  return { from: best.from, to: best.to };
}

async function readWorkload(file: string, source: FileSource): Promise<ServeGenWorkload> {
  const files = serveGenFiles(file);
  return readServeGenWorkload(files, { fitted: await isThere(files.windows, source), source });
}

/** Returns the expected number of requests within a time window. */
function requestsWithin(windows: readonly Window[], { from, to }: TimeWindow): number {
  return windows.reduce((sum, window) => {
    const ms = Math.min(to, window.to) - Math.max(from, window.from);
    return ms > 0 ? sum + (window.perSecond * ms) / 1000 : sum;
  }, 0);
}

/** Merges all clients' requests by time; on a tie the client listed first goes first. */
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

/**
 * Yields the times within the window. Draws whole segments and then cuts them, because the number
 * of requests in part of a segment is not known.
 */
function* timesWithin(
  timeWindow: TimeWindow | undefined,
  segments: readonly RateSegment[],
  random: Random,
): Generator<Milliseconds, void> {
  const { from, to } = timeWindow ?? { from: 0, to: Number.POSITIVE_INFINITY };
  const overlapping = segments.filter((segment) => segment.from < to && segment.to > from);
  for (const at of renewalTimes(overlapping, random)) if (at >= from && at < to) yield at;
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
