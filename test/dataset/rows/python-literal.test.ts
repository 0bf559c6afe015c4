import { describe, expect, it } from 'vitest';
import { Numeral } from '../../../src/dataset/rows/numeral.ts';
import { readPythonLiteral } from '../../../src/dataset/rows/python-literal.ts';

describe('literal of Python', () => {
  it.each([
    ["['a', 'b']", ['a', 'b']],
    [`["it's", 'say "no"']`, ["it's", 'say "no"']],
    ["['a\\nb', '\\u00e9\\x41\\U0001F600', 'c:\\\\dir', '\\'']", ['a\nb', 'éA😀', 'c:\\dir', "'"]],
    [
      "[{'text': 'a', 'page': 3, 'ok': True, 'none': None}]",
      [{ text: 'a', page: 3, ok: true, none: null }],
    ],
    ["('a',)", ['a']],
    ["['a' 'b'\n 'c']", ['a', 'b', 'c']],
    ["array(['a', 'b'], dtype=object)", ['a', 'b']],
    [
      "{'text': array(['x'], dtype=object), 'answer_start': array([269], dtype=int32)}",
      { text: ['x'], answer_start: [269] },
    ],
    ['[9007199254740993]', [new Numeral('9007199254740993')]],
    ['[]', []],
    ["['z' '\\q']", ['z', '\\q']],
  ])('the Python literal %j is %j', (text, value) => {
    expect(readPythonLiteral(text)).toEqual(value);
  });

  it.each([
    "['a'",
    "['a', b]",
    "['a' ... 'z']",
    '[1] one passage',
    "{'a' 'b'}",
    "['a'] and more",
    "{['a']: 1}",
  ])('the text %j is no Python literal', (text) => {
    expect(readPythonLiteral(text)).toBeUndefined();
  });
});
