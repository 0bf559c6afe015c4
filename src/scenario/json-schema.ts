import { z } from 'zod';
import type { RootSchema } from './reference-page.ts';
import { scenarioSchema } from './scenario-schema.ts';
import { durations } from './schema/fields.ts';

/** The JSON Schema of a scenario file, for editors to complete and check YAML and JSON by. */
export function scenarioJsonSchema(): RootSchema {
  const schema: object = z.toJSONSchema(scenarioSchema, {
    // The input side: what an author writes, before durations become milliseconds.
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // Another schema's description, taken over, is complete.
      const own = z.globalRegistry.get(zodSchema)?.description;
      if (own === undefined) return;
      jsonSchema.description = withUnit(own, zodSchema) + defaultOf(zodSchema);
    },
  });
  return schema;
}

function isDuration(schema: z.core.$ZodType): boolean {
  const { def } = schema._zod;
  if (durations.get(schema) !== undefined) return true;
  return 'innerType' in def && def.innerType instanceof z.core.$ZodType
    ? isDuration(def.innerType)
    : false;
}

/** The unit stands before the default, which a description may tell by itself. */
function withUnit(description: string, schema: z.core.$ZodType): string {
  if (!isDuration(schema)) return description;
  const [meaning, ...given] = description.split(' Default:');
  return [`${meaning} Milliseconds, or a duration such as 5s.`, ...given].join(' Default:');
}

function defaultOf(schema: z.core.$ZodType): string {
  // What is read like an author's: settings, each with a default of its own.
  if (schema instanceof z.core.$ZodPrefault) return ' Default: that of each of its settings.';
  if (!(schema instanceof z.core.$ZodDefault)) return '';
  const value = schema._zod.def.defaultValue;
  const text = isDuration(schema) ? shortDuration(Number(value)) : shortValue(value);
  return ` Default: ${text}${text.endsWith('.') ? '' : '.'}`;
}

function shortValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ') || 'none';
  if (typeof value === 'string') return value === '' ? 'none' : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'none';
}

/** A duration as an author would write it: `60s`, `5m`. */
function shortDuration(ms: number): string {
  if (ms === Infinity) return 'no limit';
  if (ms % 1000 !== 0) return `${ms}ms`;
  return ms > 60_000 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}
