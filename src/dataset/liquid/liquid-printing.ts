import type { Liquid } from 'liquidjs';
import { Numeral, writeJson } from '../rows/numeral.ts';

/** Filters that take lists or objects apart or hand them on; every other one makes a text of them. */
const STRUCTURAL = new Set(
  (
    'array_to_sentence_string compact concat default find find_exp find_index find_index_exp first ' +
    'group_by group_by_exp has has_exp inspect join json jsonify last map pop push raw reject ' +
    'reject_exp reverse sample shift shuffle size slice sort sort_natural sum uniq unshift where where_exp'
  ).split(' '),
);

/** Filters that print the items of a list one after another. */
const JOINING = new Set(['join', 'array_to_sentence_string']);

/**
 * Lets every filter of an engine that makes a text of a list or an object print it as JSON, and numbers as they
 * were written. What a template puts out is printed by `printed`.
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

/** A value as a template puts it out. */
export function printed(value: unknown): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- lists and objects are JSON by now
  return String(printable(value) ?? '');
}

/** A list or an object as JSON, everything else as it is. */
function printable(value: unknown): unknown {
  if (value instanceof Numeral) return value.text;
  if (Array.isArray(value)) return writeJson(value);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? writeJson(value) : value;
}
