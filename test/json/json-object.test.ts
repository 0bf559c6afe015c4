import { describe, expect, it } from 'vitest';
import { isObject, membersOf } from '../../src/json/json-object.ts';
import { tryParseJson } from '../../src/json/try-parse-json.ts';

describe('a JSON value', () => {
  it.each(['null', '[]', '"text"', '1', 'true', '[{}]'])('is not an object: %s', (text) => {
    expect(isObject(tryParseJson(text))).toBe(false);
    expect(membersOf(tryParseJson(text))).toEqual({});
  });

  it('is an object if it has braces', () => {
    expect(isObject(tryParseJson('{}'))).toBe(true);
    expect(membersOf(tryParseJson('{"a":1}'))).toEqual({ a: 1 });
  });

  it.each(['', '{', 'NaN', '<html>'])('is undefined for invalid JSON: %j', (text) => {
    expect(tryParseJson(text)).toBeUndefined();
  });
});
