import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';

interface Schema {
  readonly properties: Record<string, { readonly type?: unknown }>;
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
}

describe('the JSON Schema of a scenario', () => {
  const schema = scenarioJsonSchema() as Schema;

  it('knows every key and no other', () => {
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['scenarios', 'thresholds', 'targets', 'dataset', 'judge', 'demand']),
    );
    expect(schema.additionalProperties).toBe(false);
  });

  it('asks only for what has no default', () => {
    expect(schema.required).toEqual(['dataset']);
  });

  it('takes durations as authors write them', () => {
    expect(schema.properties['duration']?.type).toEqual(['string', 'number']);
  });
});
