import { Validator } from '@cfworker/json-schema';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { Problem } from '../../problem/problem.ts';
import type { JsonObject } from '../../scenario/schema/fields.ts';

/** Caches one validator per schema, which all queries of a dataset share. */
const validators = new WeakMap<JsonObject, Validator>();

/**
 * Whether an answer is JSON that satisfies a schema (2020-12, or draft 7 by its `$schema`). False
 * where other text surrounds the JSON.
 */
export function keepsTo(schema: JsonObject, answer: string): boolean {
  const json = tryParseJson(answer);
  return json !== undefined && validatorOf(schema).validate(json).valid;
}

/** Throws a Problem for an unusable schema, such as one with an unresolved reference. */
export function checkOutputSchema(schema: JsonObject): void {
  try {
    for (const probe of [{}, [], '', 0, null]) validatorOf(schema).validate(probe);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`prompt.output.schema is no JSON Schema: ${why}`, {
      remedy: 'Write one of draft 2020-12 whose references are within it.',
      cause,
    });
  }
}

function validatorOf(schema: JsonObject): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    const draft =
      typeof schema['$schema'] === 'string' && /draft-0?7/.test(schema['$schema'])
        ? '7'
        : '2020-12';
    validator = new Validator(schema, draft);
    validators.set(schema, validator);
  }
  return validator;
}
