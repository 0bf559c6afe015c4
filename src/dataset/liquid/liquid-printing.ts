import type { Liquid } from 'liquidjs';
import { Numeral, writeJson } from '../rows/numeral.ts';

/** Filters that take or return lists or objects; all others convert their input to text. */
const STRUCTURAL = new Set(
  (
    'array_to_sentence_string compact concat default find find_exp find_index find_index_exp first ' +
    'group_by group_by_exp has has_exp inspect join json jsonify last map pop push raw reject ' +
    'reject_exp reverse sample shift shuffle size slice sort sort_natural sum uniq unshift where where_exp'
  ).split(' '),
);

/** Filters that print the items of a list. */
const JOINING = new Set(['join', 'array_to_sentence_string']);

/**
 * Makes an engine's text filters print lists and objects as JSON, and numbers as they were written.
 * For the engine's own output use `printed`.
 */
export function printAsWritten(liquid: Liquid): void {
  for (const [name, filter] of Object.entries(liquid.filters)) {
    if (typeof filter !== 'function') continue;
    if (JOINING.has(name)) {
      liquid.registerFilter(name, function joined(list: unknown, ...rest: unknown[]) {
        const items = Array.isArray(list) ? list.map(printable) : printable(list);
        return filter.call(this, items, ...rest) as unknown;
      });
    } else if (!STRUCTURAL.has(name)) {
      liquid.registerFilter(name, function asText(...values: unknown[]) {
        const [value, ...rest] = values.map(printable);
        return filter.call(this, value, ...rest) as unknown;
      });
    }
  }
  for (const name of ['json', 'jsonify', 'inspect']) liquid.registerFilter(name, writeJson);
}

/** Returns a value as the template prints it. */
export function printed(value: unknown): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- lists and objects are JSON by now
  return String(printable(value) ?? '');
}

/** Returns a list or a plain object as JSON, a Numeral as its digits, any other value unchanged. */
function printable(value: unknown): unknown {
  if (value instanceof Numeral) return value.text;
  if (Array.isArray(value)) return writeJson(value);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? writeJson(value) : value;
}
