import { isObject, membersOf } from '../../json/json-object.ts';
import type { JsonObject } from '../schema/fields.ts';

/**
 * Combines two merge patches into one that has the effect of both in order; members that are null
 * stay null.
 */
export function joinPatches(first: JsonObject, second: JsonObject | undefined): JsonObject {
  const joined: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(second ?? {})) {
    const before = joined[name];
    joined[name] = isObject(value) && isObject(before) ? joinPatches(before, value) : value;
  }
  return joined;
}

/** Returns the body with a JSON Merge Patch applied (RFC 7396); changes neither. */
export function mergePatch(body: JsonObject, patch: JsonObject | undefined): JsonObject {
  if (patch === undefined) return body;
  const merged: Record<string, unknown> = { ...body };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergePatch(membersOf(merged[name]), value) : value;
  }
  return merged;
}

/** Returns the value at a path of members; undefined if it does not exist. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
