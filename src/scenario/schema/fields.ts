import { z } from 'zod';
import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';
import { parseDuration } from '../../time/duration.ts';

/** A JSON object as a scenario writes it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Creates the schema of a closed object. An unknown key is an error that suggests the nearest known
 * key, or the one that `aliases` gives for another tool's name.
 */
export function strictObject<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  aliases: Readonly<Record<string, string>> = {},
) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, known, aliases)).join(' ')
        : undefined,
  });
}

function unknownKey(
  key: string,
  known: readonly string[],
  aliases: Readonly<Record<string, string>>,
): string {
  const near = Object.hasOwn(aliases, key) ? aliases[key] : nearest(key, known);
  const hint =
    near === undefined ? `Known keys are ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return `Unknown key "${key}". ${hint}`;
}

/** Parses a k6 duration or a number of milliseconds into milliseconds. */
export const duration = z.union([z.string(), z.number()]).transform((text, context) => {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

/**
 * Schemas whose numbers are milliseconds, so that the JSON Schema and the reference give the unit.
 */
export const durations = z.registry<{ readonly unit: 'ms' }>();
durations.add(duration, { unit: 'ms' });

export const count = z.int().min(0);
export const positive = z.int().min(1);
export const dollars = z.number().min(0);
export const textMap = z.record(z.string(), z.string());

/** Schema of any JSON object, unchanged. */
export const jsonObject: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), z.json());
