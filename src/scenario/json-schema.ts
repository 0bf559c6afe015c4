import { z } from 'zod';
import type { RootSchema } from './reference-page.ts';
import { scenarioSchema } from './scenario-schema.ts';
import { durations } from './schema/fields.ts';

/**
 * Returns the JSON Schema of a scenario file, with which editors complete and check YAML and JSON.
 */
export function scenarioJsonSchema(): RootSchema {
  const schema: object = z.toJSONSchema(scenarioSchema, {
    // The input side: as an author writes it, with durations as text.
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // A description copied from another schema already has unit and default.
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

/** Appends the unit to a description, before the default. */
function withUnit(description: string, schema: z.core.$ZodType): string {
  if (!isDuration(schema)) return description;
  const [meaning, ...given] = description.split(' Default:');
  return [`${meaning} Milliseconds, or a duration such as 5s.`, ...given].join(' Default:');
}

function defaultOf(schema: z.core.$ZodType): string {
  // A prefault is parsed like input: each of its settings has its own default.
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

/** Formats milliseconds as k6 writes a duration: `60s`, `5m`. */
function shortDuration(ms: number): string {
  if (ms === Infinity) return 'no limit';
  if (ms % 1000 !== 0) return `${ms}ms`;
  return ms > 60_000 && ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}
