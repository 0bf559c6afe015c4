import { Numeral } from './rows/numeral.ts';
import type { Row } from './rows/row.ts';

/** Removes private texts from a row. */
type Redaction = (row: Row) => Row;

/** Numeric columns, which hold no personal data. */
const COUNTS = new Set(['at', 'turn', 'maxTokens']);

/** Columns whose values only have to be distinct. */
const NAMES = new Set(['id', 'session', 'tenant']);

/**
 * Creates a redaction that replaces every match of the patterns (regular expressions with the flags
 * g and u) by `[redacted]`, in all texts and numbers of all columns at any depth.
 *
 * In `id`, `session` and `tenant` the whole value becomes `redacted-1`, `redacted-2` and so on,
 * equal for equal values, so that rows stay grouped as they were.
 */
export function createRedaction(patterns: readonly string[]): Redaction {
  if (patterns.length === 0) return (row) => row;
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'gu'));
  const pseudonyms = new Map<string, string>();
  const cleaned = (text: string): string =>
    expressions.reduce((rest, expression) => rest.replace(expression, '[redacted]'), text);
  const renamed = (text: string): string => {
    if (cleaned(text) === text) return text;
    const pseudonym = pseudonyms.get(text) ?? `redacted-${pseudonyms.size + 1}`;
    pseudonyms.set(text, pseudonym);
    return pseudonym;
  };
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return cleaned(value);
    if (isNumber(value)) {
      const digits = String(value);
      const left = cleaned(digits);
      return left === digits ? value : left;
    }
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deep(item)]));
  };
  const clean = (column: string, value: unknown): unknown => {
    if (!NAMES.has(column) || !(typeof value === 'string' || isNumber(value))) return deep(value);
    const text = String(value);
    const name = renamed(text);
    return name === text ? value : name;
  };
  return ({ place, fields }) => ({
    place,
    fields: Object.fromEntries(
      Object.entries(fields).map(([column, value]) => [
        column,
        COUNTS.has(column) && isNumber(value) ? value : clean(column, value),
      ]),
    ),
  });
}

function isNumber(value: unknown): value is number | Numeral {
  return typeof value === 'number' || value instanceof Numeral;
}
