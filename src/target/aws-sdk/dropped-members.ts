import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { JsonObject } from '../../scenario/schema/fields.ts';

/**
 * Throws a Problem that names the members of a patch that are missing from the serialized body,
 * because the SDK silently drops members that it does not know.
 */
export function refuseDropped(patch: JsonObject | undefined, body: unknown): void {
  if (patch === undefined) return;
  const dropped = missing(patch, JSON.parse(textOf(body)), []);
  if (dropped.length === 0) return;
  throw new Problem(
    `The AWS SDK sends no ${dropped.join(', ')}: the operation has no such member.`,
    {
      remedy:
        "Correct the name; a model's own members belong under additionalModelRequestFields, of Converse.",
    },
  );
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  // Not Buffer.from: the SDK's own byte type warns when its value is read.
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error('the SDK wrote a body that is neither text nor bytes');
}

function missing(patch: JsonObject, written: unknown, path: readonly string[]): readonly string[] {
  return Object.entries(patch).flatMap(([name, value]) => {
    const here = [...path, name];
    const found = isObject(written) && Object.hasOwn(written, name) ? written[name] : undefined;
    if (value === null) return [];
    if (found === undefined) return [here.join('.')];
    return isObject(value) ? missing(value, found, here) : [];
  });
}
