import { z } from 'zod';

/**
 * The plainest value that satisfies a JSON Schema, every string in it being `text`: what a stand-in
 * model fills a form with that is no judge's.
 */
export function schemaExample(schema: unknown, text: string): unknown {
  const read = shape.safeParse(schema);
  if (!read.success) return {};
  const { type, properties, items, enum: choices, minimum = 0 } = read.data;
  if (choices !== undefined) return choices[0];
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, schemaExample(value, text)]),
    );
  }
  const plainest: Readonly<Record<string, unknown>> = {
    string: text,
    integer: Math.ceil(minimum),
    number: minimum,
    boolean: false,
    null: null,
  };
  if (type === 'array') return [schemaExample(items, text)];
  return type === undefined || !(type in plainest) ? {} : plainest[type];
}

const shape = z.object({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
});
