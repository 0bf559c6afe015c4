import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { TextFile } from '../files/text-file.ts';
import { locateJsonError } from './json-syntax-error.ts';
import { jsonlRows } from './jsonl.ts';
import { readJson } from './numeral.ts';
import type { Row } from './row.ts';

/**
 * Yields the rows of a JSON text: one list of objects, or one object per line. A row's line is
 * where it begins. The file of SQuAD, one object, yields a row per question.
 *
 * Yields a Problem for an item that is not an object. Throws where the list itself is broken.
 */
export async function* jsonRows(text: TextFile, file: string): AsyncGenerator<Row | Problem> {
  const { start, rest } = await peeked(text);
  if (start.trimStart().startsWith('[')) {
    for await (const item of items(joined(start, rest), file)) yield readItem(item, file);
    return;
  }
  const line = start.trim() === '' ? undefined : objectIn(start);
  if (start.trim() === '' || (line !== undefined && !isSquad(line))) {
    yield* jsonlRows(joined(start, rest), file);
    return;
  }
  let content = start;
  for await (const chunk of rest) content += chunk;
  const object = objectIn(content);
  if (object === undefined) yield* jsonlRows(joined(content), file);
  else yield* squadRows(object, { file, line: 1 });
}

/**
 * Reads up to the end of the first non-blank line or to a list's opening bracket; returns that text
 * and the rest.
 */
async function peeked(text: TextFile): Promise<{ start: string; rest: AsyncIterable<string> }> {
  const reading = text[Symbol.asyncIterator]();
  let start = '';
  for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
    start += next.value;
    const trimmed = start.trimStart();
    if (trimmed.startsWith('[') || trimmed.includes('\n')) break;
  }
  return { start, rest: { [Symbol.asyncIterator]: () => reading } };
}

async function* joined(
  start: string,
  rest: AsyncIterable<string> = none(),
): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

async function* none(): AsyncGenerator<string> {}

/** Returns the object in the first line or in the whole text; undefined where neither is one. */
function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  for (const part of [text.trimStart().split('\n', 1)[0] ?? '', text]) {
    try {
      const value = readJson(part);
      if (isObject(value)) return value;
    } catch {
      // Reading row by row reports the syntax error.
    }
  }
  return undefined;
}

function isSquad({ data }: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(data) && data.some((item) => isObject(item) && Array.isArray(item['paragraphs']))
  );
}

/** Yields the questions of the file of SQuAD, each with its passage. */
function* squadRows(file: Readonly<Record<string, unknown>>, place: Row['place']): Generator<Row> {
  if (!isSquad(file)) {
    throw new Problem(`The file is one object of ${Object.keys(file).slice(0, 8).join(', ')}.`, {
      place,
      remedy: 'Write the rows as one list of objects, or each as one object on one line.',
    });
  }
  for (const article of objectsOf(file['data'])) {
    for (const { context, qas } of objectsOf(article['paragraphs'])) {
      for (const question of objectsOf(qas)) {
        yield { place, fields: { title: article['title'], context, ...question } };
      }
    }
  }
}

function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

interface Item {
  readonly text: string;
  /** Start line and column, both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Splits the text of a list at the commas between its items. */
async function* items(text: TextFile, file: string): AsyncGenerator<Item> {
  const scanner = new ListScanner(file);
  for await (const chunk of text) yield* scanner.take(chunk);
  scanner.end();
}

class ListScanner {
  readonly #file: string;
  #item = '';
  #start = { line: 1, column: 1 };
  #line = 1;
  #column = 1;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  #closed = false;

  constructor(file: string) {
    this.#file = file;
  }

  *take(chunk: string): Generator<Item> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const mark = chunk[at] ?? '';
      const divides = this.#read(mark);
      if (divides) {
        this.#item += chunk.slice(from, at);
        from = at + 1;
        if (mark !== '[' && (mark === ',' || this.#item.trim() !== '')) {
          yield { text: this.#item, ...this.#start };
        }
        this.#item = '';
      }
      this.#column = mark === '\n' ? 1 : this.#column + 1;
      if (mark === '\n') this.#line++;
      if (divides) this.#start = { line: this.#line, column: this.#column };
    }
    this.#item += chunk.slice(from);
  }

  end(): void {
    if (this.#closed && this.#item.trim() === '') return;
    throw new Problem(
      this.#closed ? 'The file goes on after its list ends.' : 'The list of rows is never closed.',
      {
        place: { file: this.#file, line: this.#line },
        remedy: 'Write it again; it may have been cut short.',
      },
    );
  }

  /** Advances by one character; returns whether an item begins or ends there. */
  #read(mark: string): boolean {
    if (this.#quoted) {
      if (this.#escaped) this.#escaped = false;
      else if (mark === '\\') this.#escaped = true;
      else if (mark === '"') this.#quoted = false;
      return false;
    }
    if (mark === '"') this.#quoted = true;
    if (mark === '[' || mark === '{') return ++this.#depth === 1 && !this.#closed;
    if (mark === ',') return this.#depth === 1;
    if (mark !== ']' && mark !== '}') return false;
    this.#depth--;
    if (this.#depth !== 0 || this.#closed) return false;
    this.#closed = true;
    return true;
  }
}

function readItem({ text, line, column }: Item, file: string): Row | Problem {
  const before = text.slice(0, text.length - text.trimStart().length);
  const breaks = before.split('\n').length - 1;
  const place = { file, line: line + breaks };
  let fields: unknown;
  try {
    fields = readJson(text);
  } catch (cause) {
    const { column: at, what } = locateJsonError(text);
    const lines = text.slice(0, at - 1).split('\n');
    const start = lines.length === 1 ? column - 1 : 0;
    return new Problem(`The item is not JSON: ${what.replace('the line', 'the item')}.`, {
      place: {
        file,
        line: line + lines.length - 1,
        column: start + (lines.at(-1) ?? '').length + 1,
      },
      cause,
    });
  }
  if (isObject(fields)) return { place, fields };
  return new Problem('An item of the list is no object.', {
    place,
    remedy: 'Write each row as one object: {"id": "q1", "question": "…"}.',
  });
}
