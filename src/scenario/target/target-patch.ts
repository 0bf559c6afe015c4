import type { JsonObject } from '../schema/fields.ts';
import { CONVERSE_FIELDS } from './bedrock-schema.ts';
import { joinPatches } from './request-shape.ts';
import type { ServiceSpec, TargetSpec } from './target-spec.ts';

/**
 * Returns the merge patch that a target applies to the body: Converse's members, then `request`.
 */
export function targetPatch(target: ServiceSpec): JsonObject {
  const own: Readonly<Record<string, unknown>> = { ...target };
  const fields =
    target.kind === 'bedrock-converse'
      ? CONVERSE_FIELDS.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))
      : [];
  return joinPatches(Object.fromEntries(fields), target.request);
}

/** Returns whether a target adds tools of its own to those of the prompt. */
export function offersTools(target: TargetSpec): boolean {
  if (target.kind === 'route') return false;
  const patch = targetPatch(target);
  return (patch['tools'] ?? patch['toolConfig'] ?? undefined) !== undefined;
}
