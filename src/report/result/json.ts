import { isObject } from '../../json/json-object.ts';
import { printableJson } from '../text/sanitize.ts';
import type { RunResult } from './result.ts';

/**
 * A JSON report is the RunResult itself. Keys are in alphabetical order at every depth, so that equal
 * results are equal bytes and two nights differ only in the lines that changed.
 */
export function renderJson(result: RunResult): string {
  return `${stableJson(result)}\n`;
}

/** Any value as indented JSON with sorted keys. JSON has no Infinity: it becomes the text `Infinity`. Nothing in it is obeyed by a CI that logs it. */
export function stableJson(value: unknown): string {
  return printableJson(JSON.stringify(value, sortKeys, 2));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
