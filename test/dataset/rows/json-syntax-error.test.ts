import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateJsonError } from '../../../src/dataset/rows/json-syntax-error.ts';

describe('JSON syntax error', () => {
  it.each([
    ['', 1, 'the line ends too early: a value is missing'],
    ['nonsense', 1, 'a value is missing'],
    ['{"a" 1}', 6, 'a ":" is missing'],
    ['{a: 1}', 2, 'a key in double quotes is missing'],
    ["{'a': 1}", 2, 'a key in double quotes is missing'],
    ['{"a": 1,}', 9, 'a key in double quotes is missing'],
    ['{"a": }', 7, 'a value is missing'],
    ['{"a": 01}', 8, 'a comma or "}" is missing'],
    ['{"a": [1 2]}', 10, 'a comma or "]" is missing'],
    ['{"a": "b', 7, 'the text that begins here is never closed'],
    ['{"a": "b\tc"}', 9, 'a control character must be escaped'],
    ['{"a": "b\\x"}', 9, 'the backslash begins no known escape'],
    ['{"a": 1} {"b": 2}', 10, 'the line goes on after the value ends'],
    ['{"a": NaN}', 7, 'a value is missing'],
  ])('a JSON syntax error of %j is at column %i: %s', (text, column, what) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(locateJsonError(text)).toEqual({ column, what });
  });

  it('a JSON syntax error is found in every strict prefix of an object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, cut) => {
        const text = JSON.stringify(object);
        const prefix = text.slice(0, cut % text.length);
        const { column, what } = locateJsonError(prefix);
        expect(column).toBeLessThanOrEqual(prefix.length + 1);
        expect(what).not.toBe('the line goes on after the value ends');
      }),
    );
  });
});
