import { Problem } from '../scenario/problem.ts';
import type { Message } from './query.ts';
import type { Row } from './row.ts';

/**
 * A Cell is one value of a row, read as the type its column must have.
 *
 * An absent column, null and the empty text (CSV has no other way to leave a cell out) all read as
 * undefined. A value of the wrong type throws a Problem that names row, column and value.
 */
type Cell = unknown;

export function textCell(row: Row, column: string): string | undefined {
  const cell = filled(row, column);
  if (cell === undefined || typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  throw wrongType(row, column, 'a text');
}

export function numberCell(row: Row, column: string): number | undefined {
  const cell = filled(row, column);
  if (cell === undefined) return undefined;
  const number = typeof cell === 'string' ? Number(cell) : cell;
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

/** Passages: one text, or a list of texts or of objects with a `text`. */
export function passagesCell(row: Row, column: string): readonly string[] | undefined {
  const cell = filled(row, column);
  if (cell === undefined) return undefined;
  const parsed = parsedIfText(cell, '[');
  return (Array.isArray(parsed) ? parsed : [parsed]).map((item: unknown) => {
    const text = isObject(item) ? item['text'] : item;
    if (typeof text === 'string') return text;
    throw wrongType(row, column, 'a text, or a list of texts');
  });
}

/** A conversation: objects with a `role` and a `text` (or `content`, as the OpenAI API calls it). */
export function messagesCell(row: Row, column: string): readonly Message[] | undefined {
  const cell = filled(row, column);
  if (cell === undefined) return undefined;
  const wrong = wrongType(row, column, 'a list of {"role": "user" or "assistant", "text": "…"}');
  const parsed = parsedIfText(cell, '[');
  if (!Array.isArray(parsed) || parsed.length === 0) throw wrong;
  return parsed.map((item: unknown) => {
    if (!isObject(item)) throw wrong;
    const { role, text = item['content'] } = item;
    if (typeof text !== 'string' || (role !== 'user' && role !== 'assistant')) throw wrong;
    return { role, text };
  });
}

/** Labels: an object of texts, numbers or booleans. */
export function tagsCell(row: Row, column: string): Readonly<Record<string, string>> {
  const cell = filled(row, column);
  if (cell === undefined) return {};
  const parsed = parsedIfText(cell, '{');
  const wrong = wrongType(row, column, 'an object of texts: {"topic": "delivery"}');
  if (!isObject(parsed)) throw wrong;
  const tags = Object.entries(parsed).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value];
    if (typeof value === 'number' || typeof value === 'boolean') return [name, String(value)];
    throw wrong;
  });
  return Object.fromEntries(tags);
}

function filled(row: Row, column: string): Cell {
  const cell = Object.hasOwn(row.fields, column) ? row.fields[column] : undefined;
  return cell === '' || cell === null ? undefined : cell;
}

/** CSV can hold a list or an object only as JSON text; a text that merely begins like one stays itself. */
function parsedIfText(cell: Cell, opening: '[' | '{'): unknown {
  if (typeof cell !== 'string' || !cell.trimStart().startsWith(opening)) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(row: Row, column: string, wanted: string): Problem {
  const shown = JSON.stringify(row.fields[column]) ?? String(row.fields[column]);
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return new Problem(`The column "${column}" holds ${short}, not ${wanted}.`, { place: row.place });
}
