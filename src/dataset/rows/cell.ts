import { Problem } from '../../problem/problem.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { readTurn, type Turn } from '../query/turn.ts';
import { Numeral, readJson, writeJson } from './numeral.ts';
import { readPythonLiteral } from './python-literal.ts';
import type { Row } from './row.ts';

/**
 * One value of a row, read as the type of its column.
 *
 * An absent column, null and the empty text (the only way to leave a cell out in CSV) all read as
 * undefined. A value of the wrong type throws a Problem with row, column and value.
 */
type Cell = unknown;

export function textCell(row: Row, column: string): string | undefined {
  const cell = filled(row, column);
  if (cell === undefined || typeof cell === 'string') return cell;
  const text = scalarText(cell);
  if (text !== undefined) return text;
  throw wrongType(row, column, 'a text');
}

export function numberCell(row: Row, column: string): number | undefined {
  const cell = filled(row, column);
  if (cell === undefined) return undefined;
  const number = typeof cell === 'string' || cell instanceof Numeral ? Number(cell) : cell;
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
  throw wrongType(row, column, 'a number of at least 0');
}

export function countCell(row: Row, column: string, least: 0 | 1): number | undefined {
  const number = numberCell(row, column);
  if (number === undefined || (Number.isInteger(number) && number >= least)) return number;
  throw wrongType(row, column, `a whole number of at least ${least}`);
}

export function booleanCell(row: Row, column: string): boolean | undefined {
  const cell = filled(row, column);
  if (cell === undefined || typeof cell === 'boolean') return cell;
  if (typeof cell === 'string' && /^(true|false)$/i.test(cell))
    return cell.toLowerCase() === 'true';
  throw wrongType(row, column, 'true or false');
}

/**
 * Reads a time in milliseconds: a number of at least 0, or a calendar time as milliseconds of the
 * Unix epoch.
 */
export function timeCell(
  row: Row,
  column: string,
): { readonly at: Milliseconds; readonly calendar: boolean } | undefined {
  const cell = filled(row, column);
  if (typeof cell === 'string' && CALENDAR.test(cell)) {
    const text = cell.trim().replace(' ', 'T');
    // A time without a zone is UTC, not the machine's zone.
    const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
    if (!Number.isNaN(at)) return { at, calendar: true };
    throw wrongType(row, column, 'a time');
  }
  const at = numberCell(row, column);
  return at === undefined ? undefined : { at, calendar: false };
}

const CALENDAR = /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** Reads passages: one text, or a list of texts or of objects with a text. Skips null. */
export function passagesCell(row: Row, column: string): readonly string[] | undefined {
  const cell = filled(row, column);
  if (cell === undefined) return undefined;
  const parsed = parsedIfText(cell, '[');
  const items: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return items
    .filter((item) => item !== null && item !== undefined)
    .map((item) => {
      const text = isObject(item)
        ? (item['text'] ?? item['content'] ?? item['page_content'])
        : item;
      if (typeof text === 'string') return text;
      throw wrongType(row, column, 'a text, or a list of texts');
    });
}

/** Reads a conversation: a list of objects with role and text. */
export function turnsCell(row: Row, column: string): readonly Turn[] | undefined {
  const cell = filled(row, column);
  if (cell === undefined) return undefined;
  const wrong = wrongType(row, column, 'a list of {"role": "user" or "assistant", "content": "…"}');
  const parsed = parsedIfText(cell, '[');
  if (!Array.isArray(parsed) || parsed.length === 0) throw wrong;
  return parsed.map((item: unknown) => {
    const turn = readTurn(item, row.place);
    if (turn === undefined) throw wrong;
    return turn;
  });
}

/** Reads labels: an object of texts, numbers or booleans. Skips null. */
export function tagsCell(row: Row, column: string): Readonly<Record<string, string>> {
  const cell = filled(row, column);
  if (cell === undefined) return {};
  const parsed = parsedIfText(cell, '{');
  const wrong = wrongType(row, column, 'an object of texts: {"topic": "delivery"}');
  if (!isObject(parsed)) throw wrong;
  const tags = Object.entries(parsed).flatMap(([name, value]): [string, string][] => {
    if (value === null) return [];
    const text = scalarText(value);
    if (text === undefined) throw wrong;
    return [[name, text]];
  });
  return Object.fromEntries(tags);
}

/** Returns a text, the digits of a number, or a boolean as text; undefined for any other value. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const prints =
    typeof value === 'number' || typeof value === 'boolean' || value instanceof Numeral;
  return prints ? String(value) : undefined;
}

function filled(row: Row, column: string): Cell {
  const cell = Object.hasOwn(row.fields, column) ? row.fields[column] : undefined;
  return cell === '' || cell === null ? undefined : cell;
}

/**
 * Parses a text that is a list or an object in JSON or in Python's notation, the only forms CSV has
 * for them. Returns a text that only begins like one unchanged.
 */
export function parsedIfText(cell: Cell, opening: '[' | '{'): unknown {
  if (typeof cell !== 'string') return cell;
  const text = cell.trim();
  if (!text.startsWith(opening) && !(opening === '[' && text.startsWith('array('))) return cell;
  try {
    return readJson(text);
  } catch {
    return readPythonLiteral(text) ?? cell;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Numeral)
  );
}

function wrongType(row: Row, column: string, wanted: string): Problem {
  const shown = writeJson(row.fields[column]) ?? String(row.fields[column]);
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return new Problem(`The column "${column}" holds ${short}, not ${wanted}.`, { place: row.place });
}
