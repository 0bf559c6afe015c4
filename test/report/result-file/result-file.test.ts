import { describe, expect, it } from 'vitest';
import { parseResult } from '../../../src/report/result-file/result-file.ts';
import { renderJson } from '../../../src/report/result/json.ts';
import { sampleResult } from '../sample-result.ts';

describe('a result file', () => {
  it('is parsed to the result that was written', () => {
    expect(parseResult(renderJson(sampleResult))).toEqual(sampleResult);
  });

  it.each([
    [
      '{"schema": "proofload.result/1", "id"',
      /^out\/result.json: The result is not JSON: .* cut while writing/,
    ],
    ['{}', /This is not a result of proofload/],
    ['[]', /This is not a result of proofload/],
    ['{"schema":"k6.summary/1"}', /This is not a result of proofload/],
    [
      '{"schema":"proofload.result/2"}',
      /"proofload.result\/2"; this proofload reads "proofload.result\/1"/,
    ],
    ['{"schema":"proofload.result/1"}', /"id" is invalid in a result/],
  ])('is rejected with a sentence: %s', (text, message) => {
    expect(() => parseResult(text, 'out/result.json')).toThrow(message);
  });

  it('is rejected for a null in place of any value, with its path', () => {
    // Of a list the first is like the others.
    const text = JSON.stringify(sampleResult, (_, value: unknown) =>
      Array.isArray(value) ? value.slice(0, 1) : value,
    );
    const small = JSON.parse(text) as object;
    for (const path of pathsOf(small)) {
      const torn = structuredClone(small);
      put(torn, path);
      const name = path.join('.').replaceAll('.', '\\.');
      expect(() => parseResult(JSON.stringify(torn))).toThrow(
        path[0] === 'schema' ? /no known "schema"/ : new RegExp(`"${name}" is invalid in a result`),
      );
    }
  });

  it('may contain nulls in the JSON of a scenario’s requests', () => {
    const scenario = { targets: { own: { body: { stop: null } } } };
    expect(parseResult(renderJson({ ...sampleResult, scenario })).scenario).toEqual(scenario);
  });

  it('is rejected if its JSON nests too deeply', () => {
    const deep = '['.repeat(300) + ']'.repeat(300);
    const text = renderJson(sampleResult).replace('{', `{"more":${deep},`);
    expect(() => parseResult(text)).toThrow(/nests deeper than 200 levels/);
  });

  it('keeps unknown members', () => {
    const more = { ...sampleResult, later: { n: 1 } };
    expect(parseResult(JSON.stringify(more))).toEqual(more);
  });

  it('is rejected with the path of an invalid value', () => {
    const torn = { ...sampleResult, targets: [{ ...sampleResult.targets[0], series: 'none' }] };
    expect(() => parseResult(JSON.stringify(torn))).toThrow(/"targets\.0\.series"/);
  });
});

/** The paths of everything below a value, but for what is inside the scenario. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || path[0] === 'scenario') return [path];
  const below = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function put(value: object, path: readonly string[]): void {
  const [key = '', ...rest] = path;
  const inside: unknown = Reflect.get(value, key);
  if (rest.length === 0 || typeof inside !== 'object' || inside === null) {
    Reflect.set(value, key, null);
  } else put(inside, rest);
}
