import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../problem/problem.ts';
import type { Sample } from '../sample/sample.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import type { Answer } from './answer.ts';
import { type NdjsonFile, openNdjson, type Warn } from './ndjson-file.ts';
import type { RunId } from './run-id.ts';
import { writeProblem } from './write-problem.ts';

/**
 * Directory with all output of a run, and the only data passed between commands.
 *
 *     run.json         the resolved scenario, versions and environment; no secrets
 *     samples.ndjson   one Sample a line, append-only
 *     answers.ndjson   one Answer a line, append-only
 *     scores.ndjson    one Score a line, append-only
 *     metrics.hlog     HdrHistogram interval log
 *     result.json      the durable summary
 *     report.html …    made from result.json
 *
 * Appended lines are written to disk in blocks of 64 KB or on `flush`. Whole files are written to a
 * temporary file and renamed, so a reader sees the old or the new one. A disk error throws a
 * Problem. Known secrets are removed from everything written.
 */
export interface RunDirectory<Score> {
  readonly path: string;
  appendSample(sample: Sample): void;
  appendAnswer(answer: Answer): void;
  appendScore(score: Score): void;
  /** Writes the buffered lines to disk; call it a few times a second during a run. */
  flush(): void;
  close(): void;
  /** Returns what happened to flushed lines that are missing on disk, a sentence each. */
  damages(): readonly string[];
  /** Writes one whole file; texts as they are, other values as JSON. */
  write(name: WholeFile, content: unknown): void;
  /** Returns one whole file's text. Throws a Problem when it is missing. */
  read(name: WholeFile): string;
  /** Whether a file exists: a run without answers has no `answers.ndjson`. */
  has(name: WholeFile | LineFile): boolean;
  readSamples(): AsyncIterable<Sample>;
  readAnswers(): AsyncIterable<Answer>;
  readScores(): AsyncIterable<Score>;
}

type LineFile = 'samples.ndjson' | 'answers.ndjson' | 'scores.ndjson';

type WholeFile =
  'run.json' | 'result.json' | 'metrics.hlog' | 'report.html' | 'summary.md' | 'junit.xml';

/** Creates the directory of a new run below `root`, and `root` if missing. */
export function createRunDirectory<Score>(
  root: string,
  id: RunId,
  warn: Warn,
): RunDirectory<Score> {
  const path = join(root, id);
  try {
    makeFolder(root);
    mkdirSync(path);
  } catch (cause) {
    throw writeProblem(path, cause, 'Choose another directory for the reports.');
  }
  return directory(path, warn);
}

/** Creates directories level by level: below /proc Node's own recursion never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have created it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

/**
 * Opens the directory of an earlier run, to read it or to add scores and reports. Throws a Problem
 * where it has no run.json.
 */
export function openRunDirectory<Score>(path: string, warn: Warn): RunDirectory<Score> {
  if (!existsSync(join(path, 'run.json'))) {
    throw new Problem(`"${path}" is not the directory of a run: it has no run.json.`, {
      remedy: 'Give a directory that `proofload run` made, such as reports/<run-id>.',
    });
  }
  return directory(path, warn);
}

function directory<Score>(path: string, warn: Warn): RunDirectory<Score> {
  const open = <T>(name: LineFile): NdjsonFile<T> => openNdjson<T>(join(path, name), warn);
  const samples = open<Sample>('samples.ndjson');
  const answers = open<Answer>('answers.ndjson');
  const scores = open<Score>('scores.ndjson');
  const files = [samples, answers, scores];
  return {
    path,
    appendSample: (sample) => samples.append(sample),
    appendAnswer: (answer) => answers.append(answer),
    appendScore: (score) => scores.append(score),
    flush: () => each(files, (file) => file.flush()),
    close: () => each(files, (file) => file.close()),
    damages: () => files.flatMap((file) => file.damage() ?? []),
    write: (name, content) => writeWhole(join(path, name), content),
    read: (name) => readWhole(path, name),
    has: (name) => existsSync(join(path, name)),
    readSamples: () => samples.read(),
    readAnswers: () => answers.read(),
    readScores: () => scores.read(),
  };
}

/** Runs `act` on every item, even after a failure, and throws the first failure. */
function each<T>(items: readonly T[], act: (item: T) => void): void {
  const failures = items.flatMap((item) => {
    try {
      act(item);
      return [];
    } catch (error) {
      return [error];
    }
  });
  if (failures.length > 0) throw failures[0];
}

function writeWhole(file: string, content: unknown): void {
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`;
  const temporary = `${file}.part`;
  try {
    writeFileSync(temporary, knownSecrets.scrub(text));
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw writeProblem(file, cause);
  }
}

function readWhole(path: string, name: WholeFile): string {
  try {
    return readFileSync(join(path, name), 'utf8');
  } catch (cause) {
    throw new Problem(`The run in "${path}" has no ${name}.`, {
      remedy: 'It may have been stopped before it was written.',
      cause,
    });
  }
}
