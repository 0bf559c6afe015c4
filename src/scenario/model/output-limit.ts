import { isObject } from '../../json/json-object.ts';
import type { JsonObject } from '../schema/fields.ts';
import { targetPatch } from '../target/target-patch.ts';
import type { TargetSpec } from '../target/target-spec.ts';

/** Names of the output limit in the services' requests. */
const NAMES = new Set([
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'maxTokens',
  'maxTokenCount',
  'max_new_tokens',
  'max_gen_len',
]);

/** Members of a body that may hold the output limit. */
const PLACES = [
  'inferenceConfig',
  'parameters',
  'textGenerationConfig',
  'textInferenceConfig',
  'retrieveAndGenerateConfiguration',
  'knowledgeBaseConfiguration',
  'generationConfiguration',
];

/**
 * Returns the maximum output tokens of a request, where the prompt sets `asked`. A target's
 * `request` may change it; undefined if it removes it. For a route, returns the limit of the part
 * named by the samples' tag `route`.
 */
export function outputLimit(target: TargetSpec, asked: number, route?: string): number | undefined {
  const part = target.kind === 'route' ? partOf(target, route) : target;
  if (part === undefined || part.kind === 'route') return asked;
  const said = limitsIn(targetPatch(part));
  if (said.length === 0) return asked;
  const numbers = said.filter((value) => typeof value === 'number');
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function partOf(target: TargetSpec, route: string | undefined): TargetSpec | undefined {
  let found: TargetSpec | undefined = target;
  for (const name of route?.split('.') ?? []) {
    found = found?.kind === 'route' ? found.parts[name] : undefined;
  }
  return found;
}

function limitsIn(patch: JsonObject | undefined): readonly unknown[] {
  return Object.entries(patch ?? {}).flatMap(([name, value]) => {
    if (NAMES.has(name)) return [value];
    return PLACES.includes(name) && isObject(value) ? limitsIn(value) : [];
  });
}
