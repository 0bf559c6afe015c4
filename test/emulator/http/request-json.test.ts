import { assert, json, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequestJson } from '../../../src/emulator/http/request-json.ts';
import { NESTING_LIMIT } from '../../../src/target/json/json-nesting.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('the JSON of a request', () => {
  it('the JSON of a request is parsed as by JSON.parse', () => {
    assert(
      property(json({ maxDepth: 6 }), (text) => {
        expect(parseRequestJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('the JSON of a request is undefined where it is invalid', () => {
    expect(parseRequestJson('{"a":')).toBeUndefined();
    expect(parseRequestJson('')).toBeUndefined();
  });

  it('the JSON of a request may nest up to the limit and no deeper', () => {
    expect(parseRequestJson(nested(NESTING_LIMIT))).toBeDefined();
    expect(parseRequestJson(nested(NESTING_LIMIT + 1))).toBeUndefined();
    expect(parseRequestJson('{"a":'.repeat(100_000))).toBeUndefined();
  });

  it('sibling lists and brackets in strings do not count as nesting', () => {
    const wide = `[${Array.from({ length: 5 * NESTING_LIMIT }, () => '[]').join(',')}]`;
    expect(parseRequestJson(wide)).toHaveLength(5 * NESTING_LIMIT);
    const quoted = JSON.stringify('["\\'.repeat(5 * NESTING_LIMIT));
    expect(parseRequestJson(quoted)).toBe('["\\'.repeat(5 * NESTING_LIMIT));
  });
});
