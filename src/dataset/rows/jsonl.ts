import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { TextFile } from '../files/text-file.ts';
import { locateJsonError } from './json-syntax-error.ts';
import { readJson } from './numeral.ts';
import type { Row } from './row.ts';

/**
 * Yields the rows of a JSON Lines text (LF or CRLF). Skips blank lines; yields a Problem for a line
 * that is not an object.
 */
export async function* jsonlRows(text: TextFile, file: string): AsyncGenerator<Row | Problem> {
  let number = 0;
  for await (const line of lines(text)) {
    number++;
    if (line.trim() !== '') yield readLine(line, { file, line: number });
  }
}

const ARRAY_ADVICE = 'A file that is one list of objects has the format "json".';

/**
 * Splits at line feeds only: node:readline also splits at U+2028, which JSON allows inside a text.
 */
async function* lines(text: TextFile): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
  yield rest;
}

function readLine(line: string, place: Row['place']): Row | Problem {
  let fields: unknown;
  try {
    fields = readJson(line);
  } catch (cause) {
    const { column, what } = locateJsonError(line);
    return new Problem(`The line is not JSON: ${what}.`, {
      place: { ...place, column },
      ...(line.trimStart().startsWith('[') ? { remedy: ARRAY_ADVICE } : {}),
      cause,
    });
  }
  if (!isObject(fields)) {
    return new Problem('The line is JSON, but not an object.', {
      place,
      remedy: `Write each row as one object on one line: {"id": "q1", "question": "…"}.${Array.isArray(fields) ? ` ${ARRAY_ADVICE}` : ''}`,
    });
  }
  return { place, fields: { ...fields } };
}
