import { array, assert, asyncProperty, dictionary, integer, jsonValue, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonRows } from '../../../src/dataset/rows/json-rows.ts';
import { Problem } from '../../../src/problem/problem.ts';

async function rowsOf(text: string, size = 7): Promise<unknown[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const rows: unknown[] = [];
  for await (const row of jsonRows(chunks(), 'r.json')) {
    rows.push(row instanceof Problem ? row.message : [row.place.line, row.fields]);
  }
  return rows;
}

describe('rows of a JSON file', () => {
  it.each([
    ['[{"a":1},{"a":2}]', [1, 1]],
    ['[\n  {"a": 1},\n  {\n    "a": 2\n  }\n]\n', [2, 3]],
    ['\n\n [ {"a": 1}\n,{"a": 2} ] ', [3, 4]],
    ['{"a":1}\n{"a":2}\n', [1, 2]],
  ])('the rows of a JSON file are those of %j', async (text, [first, second]) => {
    expect(await rowsOf(text)).toEqual([
      [first, { a: 1 }],
      [second, { a: 2 }],
    ]);
  });

  it('the rows of a JSON file are the items of a list, for any chunks', async () => {
    await assert(
      asyncProperty(
        array(dictionary(string(), jsonValue())),
        integer({ min: 1, max: 9 }),
        integer({ min: 0, max: 2 }),
        async (items, size, indent) => {
          const text = JSON.stringify(items, null, indent);
          const rows = (await rowsOf(text, size)) as [number, unknown][];
          expect(rows.map(([, fields]) => JSON.stringify(fields))).toEqual(
            (JSON.parse(text) as unknown[]).map((item) => JSON.stringify(item)),
          );
        },
      ),
    );
  });

  it('the rows of a JSON file are Problems where an item is not an object or not JSON, and the others are read', async () => {
    expect(await rowsOf('[{"a":1},\n 3,\n {"b" 2},\n {"a":2}]')).toEqual([
      [1, { a: 1 }],
      'r.json:2: An item of the list is no object. Write each row as one object: {"id": "q1", "question": "…"}.',
      'r.json:3:7: The item is not JSON: a ":" is missing.',
      [4, { a: 2 }],
    ]);
  });

  it.each([
    ['[{"a":1},\n{"a":2}', 'r.json:2: The list of rows is never closed.'],
    ['[{"a":1}] [', 'r.json:1: The file goes on after its list ends.'],
    ['{"version":1,\n"rows":[]}', 'r.json:1: The file is one object of version, rows.'],
  ])('the rows of a JSON file cannot be separated in %j', async (text, message) => {
    await expect(rowsOf(text)).rejects.toThrow(message);
  });

  it('the rows of a JSON file are none in an empty list', async () => {
    expect(await rowsOf('[]')).toEqual([]);
    expect(await rowsOf('')).toEqual([]);
  });
});
