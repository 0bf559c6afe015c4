import { describe, expect, it } from 'vitest';
import { isObject, membersOf } from '../../src/json/json-object.ts';
import { tryParseJson } from '../../src/json/try-parse-json.ts';

describe('a value of JSON', () => {
  it.each(['null', '[]', '"text"', '1', 'true', '[{}]'])('%s is not an object', (text) => {
    expect(isObject(tryParseJson(text))).toBe(false);
    expect(membersOf(tryParseJson(text))).toEqual({});
  });

  it('is an object between braces', () => {
    expect(isObject(tryParseJson('{}'))).toBe(true);
    expect(membersOf(tryParseJson('{"a":1}'))).toEqual({ a: 1 });
  });

  it.each(['', '{', 'NaN', '<html>'])('is not what %j stands for', (text) => {
    expect(tryParseJson(text)).toBeUndefined();
  });
});
