import { isObject } from '../../json/json-object.ts';
import { printableJson } from '../text/sanitize.ts';
import type { RunResult } from './result.ts';

/**
 * Formats a result as JSON, with keys in alphabetical order: equal results give equal bytes, and a
 * diff shows only what changed.
 */
export function renderJson(result: RunResult): string {
  return `${stableJson(result)}\n`;
}

/**
 * Formats any value as indented JSON with sorted keys. Infinity becomes the text `Infinity`; CI
 * workflow commands in texts are escaped.
 */
export function stableJson(value: unknown): string {
  return printableJson(JSON.stringify(value, sortKeys, 2));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
