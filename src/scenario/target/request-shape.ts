import { isObject, membersOf } from '../../json/json-object.ts';
import type { JsonObject } from '../schema/fields.ts';

/** One patch that does what two do, one after the other: what removes a member stays in it. */
export function joinPatches(first: JsonObject, second: JsonObject | undefined): JsonObject {
  const joined: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(second ?? {})) {
    const before = joined[name];
    joined[name] = isObject(value) && isObject(before) ? joinPatches(before, value) : value;
  }
  return joined;
}

/** The body with a merge patch applied (RFC 7396); neither is changed. */
export function mergePatch(body: JsonObject, patch: JsonObject | undefined): JsonObject {
  if (patch === undefined) return body;
  const merged: Record<string, unknown> = { ...body };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergePatch(membersOf(merged[name]), value) : value;
  }
  return merged;
}

/** What is at a path of members; undefined where there is none. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
