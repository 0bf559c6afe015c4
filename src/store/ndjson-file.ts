import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { Problem } from '../problem/problem.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import { writeProblem } from './write-problem.ts';

/**
 * Append-only file of one JSON value per line.
 *
 * Buffers lines in memory up to 64 KB or until `flush`, and writes whole lines: after a crash the
 * file holds every flushed line, and at worst a torn last one. The file is created with the first
 * line.
 */
export interface NdjsonFile<T> {
  /** Throws a Problem on a disk error; the lines then stay in memory for the next flush. */
  append(value: T): void;
  flush(): void;
  close(): void;
  /**
   * Returns what another process did to flushed lines, as a sentence; undefined where all are
   * intact.
   */
  damage(): string | undefined;
  /** Reads the lines on disk, in order, without those in memory; none for a missing file. */
  read(): AsyncIterable<T>;
}

/** Receives a warning that a torn last line was left out or cut off. */
export type Warn = (sentence: string) => void;

const BUFFER_BYTES = 65_536;
const LINE_FEED = 0x0a;

export function openNdjson<T>(file: string, warn: Warn): NdjsonFile<T> {
  let fd: number | undefined;
  let lines: string[] = [];
  let bytes = 0;
  /** Expected size of the file, bytes, and number of lines written. */
  let size = 0;
  let added = 0;

  function flush(): void {
    if (lines.length === 0) return;
    try {
      if (fd === undefined) {
        fd = openForAppend(file, warn);
        size = fstatSync(fd).size;
      }
      const data = Buffer.from(lines.join(''));
      writeWhole(fd, data, (written) => {
        const left = unwritten(lines, written);
        size += written;
        added += lines.length - left.length;
        lines = left;
      });
      size += data.length;
      added += lines.length;
      lines = [];
      bytes = 0;
    } catch (error) {
      throw writeProblem(file, error);
    }
  }

  return {
    append(value) {
      const line = `${knownSecrets.scrub(JSON.stringify(value))}\n`;
      lines.push(line);
      bytes += line.length;
      if (bytes >= BUFFER_BYTES) flush();
    },
    flush,
    close() {
      try {
        flush();
      } finally {
        if (fd !== undefined) closeSync(fd);
        fd = undefined;
      }
    },
    damage() {
      if (added === 0) return undefined;
      const found = statSync(file, { throwIfNoEntry: false })?.size;
      if (found === size) return undefined;
      const state = found === undefined ? 'is gone' : `has ${found} bytes instead of ${size}`;
      return (
        `${file} ${state} after ${added} lines were written: something else removed, cut or wrote ` +
        'it while the run lasted, so what is on disk does not bear these figures out; run again.'
      );
    },
    read: () => readLines(file, warn),
  };
}

/** Opens for appending; first cuts off a torn line, so that the next line does not join it. */
function openForAppend(file: string, warn: Warn): number {
  const fd = openSync(file, 'a+');
  const size = fstatSync(fd).size;
  const wholeBytes = endOfLastLine(fd, size);
  if (wholeBytes < size) {
    warn(`${file} ended in a torn line of ${size - wholeBytes} bytes, which was cut off.`);
    ftruncateSync(fd, wholeBytes);
  }
  return fd;
}

function endOfLastLine(fd: number, size: number): number {
  const block = Buffer.alloc(BUFFER_BYTES);
  for (let end = size; end > 0; end -= Math.min(end, block.length)) {
    const start = Math.max(0, end - block.length);
    const length = readSync(fd, block, 0, end - start, start);
    const at = block.subarray(0, length).lastIndexOf(LINE_FEED);
    if (at !== -1) return start + at + 1;
  }
  return 0;
}

/** Writes all bytes. On a disk error, cuts back to whole lines and reports the bytes kept. */
function writeWhole(fd: number, data: Buffer, kept: (written: number) => void): void {
  let written = 0;
  try {
    while (written < data.length) written += writeSync(fd, data, written);
  } catch (error) {
    const wholeBytes = data.subarray(0, written).lastIndexOf(LINE_FEED) + 1;
    if (wholeBytes < written) ftruncateSync(fd, fstatSync(fd).size - (written - wholeBytes));
    kept(wholeBytes);
    throw error;
  }
}

function unwritten(lines: readonly string[], written: number): string[] {
  let end = 0;
  return lines.filter((line) => (end += Buffer.byteLength(line)) > written);
}

async function* readLines<T>(file: string, warn: Warn): AsyncGenerator<T> {
  if (!existsSync(file)) return;
  let rest = '';
  let number = 0;
  const chunks: AsyncIterable<string> = createReadStream(file, { encoding: 'utf8' });
  for await (const chunk of chunks) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- append wrote the line
      yield parseLine(piece, { file, line: ++number }) as T;
    }
  }
  if (rest !== '') warn(`The last line of ${file} is torn and was left out; ${number} are whole.`);
}

function parseLine(text: string, place: { file: string; line: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('The line is not JSON.', {
      place,
      remedy: 'Remove it: lines can be torn only at the end, so something else wrote here.',
      cause,
    });
  }
}
