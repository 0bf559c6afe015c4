import { isObject } from '../../json/json-object.ts';
import { type Place, Problem } from '../../problem/problem.ts';
import { parsedIfText } from './cell.ts';

/** What it is read for, and where: both for the Problem. */
interface Reader {
  /** Our name of the column. */
  readonly ours: string;
  readonly place: Place;
}

/**
 * The value of a column, or of what lies inside one: `body.messages.1.content`, `answers.text.0`. A column of
 * that very name goes first. What lies beyond the end of a list, or inside null, is absent.
 *
 * Throws a Problem for a name that is not there.
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
  { ours, place, step, inside, depth }: Reader & { step: string; inside: unknown; depth: number },
): Problem {
  const what = `There is no column "${path}", which dataset.columns gives for "${ours}"`;
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
