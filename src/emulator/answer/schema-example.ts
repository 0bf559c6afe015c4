import { z } from 'zod';

/**
 * Returns a simple value that satisfies a JSON Schema, with `text` for every string: the structured
 * output of a stand-in model that is no judge.
 */
export function schemaExample(schema: unknown, text: string): unknown {
  const parsed = shape.safeParse(schema);
  if (!parsed.success) return {};
  const { type, properties, items, enum: choices, minimum = 0 } = parsed.data;
  if (choices !== undefined) return choices[0];
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, schemaExample(value, text)]),
    );
  }
  const examples: Readonly<Record<string, unknown>> = {
    string: text,
    integer: Math.ceil(minimum),
    number: minimum,
    boolean: false,
    null: null,
  };
  if (type === 'array') return [schemaExample(items, text)];
  return type === undefined || !(type in examples) ? {} : examples[type];
}

const shape = z.object({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
});
