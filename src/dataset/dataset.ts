import { type Place, Problem } from '../problem/problem.ts';
import type { Random } from '../random/random.ts';
import type { DatasetSource } from '../scenario/dataset/dataset-source.ts';
import type { Prompt } from '../scenario/prompt.ts';
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

/** A Dataset is the queries of one file or folder, ready to ask, and what it was. */
export interface Dataset {
  readonly file: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** In the file's order; those of a log in the order of their times. */
  readonly queries: readonly Query[];
  /** Malformed rows left out; always 0 unless the source says `skipBadRows`. */
  readonly skippedRows: number;
  /** Why, for the first ten of them. */
  readonly skipped: readonly Problem[];
  readonly canaries: Canaries;
  /** What is to be known of how rows were read. */
  readonly notes: readonly Note[];
}

const SKIPPED_SHOWN = 10;

/**
 * Reads a dataset as a stream and keeps its queries. `random` makes up the prompts of a trace, and
 * `home` is where the files lie, this machine when absent.
 *
 * Throws a Problem for a missing or empty file, a bad template, and the first malformed row, or only
 * for all rows malformed where the source says `skipBadRows`.
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
  // What cannot form a conversation is said before the first request.
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

/** Every row as it may be asked and kept, or why not. A file whose rows cannot be told apart throws. */
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

/** Looks at the times alone, so that of a long trace no more is held than what will be asked. */
async function timeWindowOf(
  source: DatasetSource,
  files: DatasetFiles,
  random: Random,
): Promise<TimeWindow | undefined> {
  if (source.busiest === undefined) return undefined;
  const told = await FORMATS[source.format].busiest?.(source.file, source.busiest, files.source);
  if (told !== undefined) return told;
  const times: Milliseconds[] = [];
  for await (const row of askableRows(source, {
    files,
    random,
    timeWindow: undefined,
    limit: undefined,
    // The pass that keeps them says what is to be said.
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

/** A time that cannot be read is no time yet: the second pass says of what row, or skips it. */
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

/** In the order of their times, counted from the first. */
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
