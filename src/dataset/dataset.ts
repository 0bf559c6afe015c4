import { type Place, Problem } from '../problem/problem.ts';
import type { Random } from '../random/random.ts';
import type { DatasetSource } from '../scenario/dataset/dataset-schema.ts';
import type { Prompt } from '../scenario/prompt-schema.ts';
import type { Milliseconds } from '../time/duration.ts';
import { type Canaries, collectCanaries } from './canary.ts';
import { conversations } from './conversation.ts';
import { type DatasetFiles, datasetFiles } from './files/dataset-files.ts';
import type { FileSource } from './files/file-source.ts';
import { localFiles } from './files/local-files.ts';
import { FORMATS, type Pass } from './format.ts';
import { withoutMissingWords } from './liquid/missing-word.ts';
import { createQueryReader, renamed } from './query-reader.ts';
import { type Note, Notes } from './query/dataset-notes.ts';
import type { Query } from './query/query.ts';
import { createRedaction } from './redaction.ts';
import { timeCell } from './rows/cell.ts';
import type { Row } from './rows/row.ts';
import { shapedRows } from './shape.ts';
import { busiestWindow, type TimeWindow } from './traces/busiest-window.ts';

/** The queries of one file or folder, and how it was read. */
export interface Dataset {
  readonly file: string;
  /** SHA-256 of the files' bytes, hexadecimal. */
  readonly sha256: string;
  /** In file order; by time for a log, for a time window, and where times are calendar times. */
  readonly queries: readonly Query[];
  /** Number of malformed rows left out; always 0 unless the source sets `skipBadRows`. */
  readonly skippedRows: number;
  /** Problems of the first ten skipped rows. */
  readonly skipped: readonly Problem[];
  readonly canaries: Canaries;
  /** Notes for the user on how rows were read. */
  readonly notes: readonly Note[];
}

const SKIPPED_SHOWN = 10;

/**
 * Reads a dataset as a stream and keeps its queries. `random` generates the prompts of a trace;
 * `home` is where the files are (default: the local disk).
 *
 * Throws a Problem for a missing or empty file, a bad template, a session that forms no
 * conversation, and the first malformed row; with `skipBadRows` only where all rows are malformed.
 */
export async function loadDataset(
  source: DatasetSource,
  prompt: Prompt,
  { random, home = localFiles }: { readonly random: Random; readonly home?: FileSource },
): Promise<Dataset> {
  const { file } = source;
  const { folders, scattered, companions } = FORMATS[source.format];
  const readQuery = createQueryReader(prompt);
  const files = await datasetFiles(file, {
    folders,
    companions: (await companions?.(file, home)) ?? [],
    source: home,
  });
  const timeWindow = await timeWindowOf(source, files, random);
  const queries: Query[] = [];
  const skipped: Problem[] = [];
  const placeOf = new Map<string, Place>();
  const notes = new Notes();
  let skippedRows = 0;
  let calendar: boolean | undefined;
  const pass = { files, random, timeWindow, limit: source.limit, notes };
  for await (const row of askableRows(source, pass)) {
    if (!scattered && queries.length === source.limit) break;
    try {
      if (row instanceof Problem) throw row;
      if (!isWithin(timeWindow, row)) continue;
      const query = readQuery(row);
      checkUnique(query, row, placeOf);
      const time = timeCell(row, 'at');
      calendar ??= time?.calendar;
      if (time !== undefined && time.calendar !== calendar) throw mixedTimes(row);
      queries.push(query);
    } catch (error) {
      if (!(error instanceof Problem) || !source.skipBadRows) throw error;
      skippedRows++;
      if (skipped.length < SKIPPED_SHOWN) skipped.push(error);
    }
  }
  if (queries.length === 0) throw nothingToAsk(file, skippedRows, skipped[0]);
  const untimed = !scattered && timeWindow === undefined && calendar !== true;
  const kept = untimed ? queries : timed(queries, source.limit);
  // Throws before the first request is sent.
  conversations(kept, source);
  const canaries = collectCanaries(kept);
  return {
    file,
    sha256: files.sha256,
    queries: kept,
    skippedRows,
    skipped,
    canaries,
    notes: notes.list(),
  };
}

/**
 * Yields every row, mapped and redacted, or its Problem. Throws for a file whose rows cannot be
 * separated.
 */
async function* askableRows(source: DatasetSource, pass: Pass): AsyncGenerator<Row | Problem> {
  const format = FORMATS[source.format];
  const read = format.reader(pass.random);
  const redact = createRedaction(source.redact);
  const askable = (row: Row): readonly (Row | Problem)[] => {
    try {
      const known = read(renamed(row, source));
      const rows = format.shaped
        ? shapedRows(known, {
            notes: pass.notes,
            sessions: source.sessions !== undefined,
            given: Object.keys(source.columns),
          })
        : [known];
      return rows.map((each) => withoutMissingWords(redact(each), pass.notes));
    } catch (error) {
      if (error instanceof Problem) return [error];
      throw error;
    }
  };
  for (const file of pass.files.batches) {
    for await (const row of format.rows(file, pass)) {
      if (row instanceof Problem) yield row;
      else yield* askable(row);
    }
  }
}

/**
 * Finds the busiest window in a first pass that keeps only times, so that a long trace is never
 * held in memory.
 */
async function timeWindowOf(
  source: DatasetSource,
  files: DatasetFiles,
  random: Random,
): Promise<TimeWindow | undefined> {
  if (source.busiest === undefined) return undefined;
  const tabulated = await FORMATS[source.format].busiest?.(
    source.file,
    source.busiest,
    files.source,
  );
  if (tabulated !== undefined) return tabulated;
  const times: Milliseconds[] = [];
  for await (const row of askableRows(source, {
    files,
    random,
    timeWindow: undefined,
    limit: undefined,
    // The second pass records the notes.
    notes: new Notes(),
  })) {
    const at = timeOf(row);
    if (at !== undefined) times.push(at);
  }
  const timeWindow = busiestWindow(times, source.busiest);
  if (timeWindow !== undefined) return timeWindow;
  throw new Problem('No row has a time, so there is no busiest stretch.', {
    place: { file: source.file },
    remedy: 'Give rows a column "at", name the trace’s format, or leave window out.',
  });
}

/** Returns undefined for an unreadable time: the second pass reports or skips its row. */
function timeOf(row: Row | Problem): Milliseconds | undefined {
  if (row instanceof Problem) return undefined;
  try {
    return timeCell(row, 'at')?.at;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function isWithin(timeWindow: TimeWindow | undefined, row: Row): boolean {
  if (timeWindow === undefined) return true;
  const at = timeCell(row, 'at')?.at;
  return at !== undefined && at >= timeWindow.from && at <= timeWindow.to;
}

/** Sorts by time and shifts times so that the first is 0. */
function timed(queries: readonly Query[], limit: number | undefined): readonly Query[] {
  const sorted = queries.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0)).slice(0, limit);
  const start = sorted.find(({ at }) => at !== undefined)?.at ?? 0;
  return sorted.map((query) =>
    query.at === undefined ? query : { ...query, at: query.at - start },
  );
}

function checkUnique({ id }: Query, { place }: Row, placeOf: Map<string, Place>): void {
  const other = placeOf.get(id);
  if (other !== undefined) {
    const file = other.file === place.file ? '' : ` of ${other.file}`;
    throw new Problem(`The id "${id}" is already that of line ${other.line}${file}.`, {
      place,
      remedy: 'Give each row an id of its own, or leave the column out.',
    });
  }
  placeOf.set(id, place);
}

function mixedTimes({ place }: Row): Problem {
  return new Problem(
    'The column "at" holds times of the calendar in some rows, and numbers in others.',
    {
      place,
      remedy: 'Write all of them as milliseconds from the first, or all as 2026-01-31T12:00:00Z.',
    },
  );
}

function nothingToAsk(file: string, skippedRows: number, first: Problem | undefined): Problem {
  if (first === undefined) return new Problem('The dataset has no rows.', { place: { file } });
  return new Problem(`All ${skippedRows} rows are malformed. The first: ${first.message}`, {
    place: { file },
    cause: first,
  });
}
