import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';

interface Setting {
  readonly path: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly type?: unknown;
}

/** Every property anywhere in a JSON Schema. */
function settingsIn(schema: unknown, path = ''): readonly Setting[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]): readonly Setting[] => {
    if (key === 'default' || key === 'enum') return [];
    if (key !== 'properties') return settingsIn(value, path);
    return Object.entries(value as Readonly<Record<string, object>>).flatMap(([name, member]) => [
      { ...member, path: `${path}.${name}` },
      ...settingsIn(member, `${path}.${name}`),
    ]);
  });
}

interface Schema {
  readonly properties: Record<string, { readonly type?: unknown }>;
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
}

describe('the JSON Schema of a scenario', () => {
  const schema = scenarioJsonSchema() as unknown as Schema;

  it('has exactly the keys of a scenario', () => {
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['scenarios', 'thresholds', 'targets', 'dataset', 'judge', 'demand']),
    );
    expect(schema.additionalProperties).toBe(false);
  });

  it('requires only settings without a default', () => {
    expect(schema.required).toEqual(['dataset']);
  });

  it('accepts durations as text', () => {
    expect(schema.properties['duration']?.type).toEqual(['string', 'number']);
  });
});

describe('the description of a setting', () => {
  const settings = settingsIn(scenarioJsonSchema());

  it('exists for every setting', () => {
    expect(settings.length).toBeGreaterThan(500);
    expect(settings.filter(({ description }) => description === undefined)).toEqual([]);
  });

  it('consists of sentences', () => {
    const others = settings.filter(
      ({ description = '' }) => !/^[\p{Lu}`\d].*[.]"?$|^k6’s .*[.]$/u.test(description),
    );
    expect(others).toEqual([]);
  });

  it('gives the default once, if there is one', () => {
    const silent = settings.filter(
      ({ default: value, description = '' }) =>
        value !== undefined && !description.includes('Default: '),
    );
    expect(silent).toEqual([]);
    expect(
      settings.filter(({ description = '' }) => description.split('Default:').length > 2),
    ).toEqual([]);
  });

  it.each([
    ['.timeout', 'Milliseconds, or a duration such as 5s. Default: 60s.'],
    ['.async.poll', 'Milliseconds, or a duration such as 5s. Default: 500ms.'],
    ['.async.requestTtl', 'Milliseconds, or a duration such as 5s. Default: 6h, SageMaker’s own.'],
    ['.scenarios.maxDuration', 'Milliseconds, or a duration such as 5s. Default: 10m.'],
    ['.scenarios.stages.duration', 'Milliseconds, or a duration such as 5s.'],
    ['.prompt.output.description', 'Default: Records the answer.'],
    ['.on', 'Default: throttled, timeout.'],
    ['.retry', 'Default: that of each of its settings.'],
    ['.tags', 'Default: none.'],
  ])('ends with unit and default: %s', (path, end) => {
    const [setting] = settings.filter((each) => each.path === path);
    expect(setting?.description?.slice(-end.length)).toBe(end);
  });

  it('gives the unit of every duration', () => {
    const durations = settings.filter(
      ({ type }) => JSON.stringify(type) === JSON.stringify(['string', 'number']),
    );
    expect(durations.length).toBeGreaterThan(20);
    expect(
      durations.filter(({ description = '' }) => !description.includes('a duration such as 5s')),
    ).toEqual([]);
  });
});
