import { isObject } from '../../json/json-object.ts';
import { type Place, Problem } from '../../problem/problem.ts';
import { parsedIfText } from './cell.ts';

/** The reserved column that is read, and the row's place, for the Problem. */
interface Reader {
  /** Reserved name of the column. */
  readonly column: string;
  readonly place: Place;
}

/**
 * Returns the value of a column, or of a path inside one: `body.messages.1.content`,
 * `answers.text.0`. A column with exactly that name wins. Undefined beyond the end of a list or
 * inside null.
 *
 * Throws a Problem for a name that does not exist.
 */
export function at(
  fields: Readonly<Record<string, unknown>>,
  path: string,
  reader: Reader,
): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  let found: unknown = fields;
  for (const [depth, step] of path.split('.').entries()) {
    if (found === null || found === undefined) return undefined;
    const inside = depth === 0 ? found : parsedIfText(parsedIfText(found, '['), '{');
    if (Array.isArray(inside) && /^\d+$/.test(step)) found = inside[Number(step)];
    else if (isObject(inside) && Object.hasOwn(inside, step)) found = inside[step];
    else throw missing(fields, path, { ...reader, step, inside, depth });
  }
  return found;
}

function missing(
  fields: Readonly<Record<string, unknown>>,
  path: string,
  { column, place, step, inside, depth }: Reader & { step: string; inside: unknown; depth: number },
): Problem {
  const what = `There is no column "${path}", which dataset.columns gives for "${column}"`;
  if (depth === 0) {
    return new Problem(`${what}.`, {
      place,
      remedy: `The columns are ${Object.keys(fields).join(', ')}.`,
    });
  }
  const parent = path.split('.').slice(0, depth).join('.');
  const has = Array.isArray(inside)
    ? `a list, whose items are counted from 0`
    : isObject(inside)
      ? `an object of ${Object.keys(inside).join(', ')}`
      : 'no list and no object';
  return new Problem(`${what}: "${parent}" is ${has}, without "${step}".`, { place });
}
