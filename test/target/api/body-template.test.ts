import { describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../../../src/dataset/rows/numeral.ts';
import { Problem } from '../../../src/problem/problem.ts';
import { compileBody } from '../../../src/target/api/body-template.ts';
import { queryOf } from '../asking.ts';

describe('compileBody', () => {
  const query = queryOf('Where is my parcel?', {
    row: { question: 'parcel?', id: 7, vip: true },
    tenant: 'acme',
    context: ['A', 'B'],
    maxTokens: 99,
  });

  it('compileBody fills strings at any depth and leaves other values unchanged', () => {
    const body = { q: 'Q: {{ prompt }}', deep: [{ tenant: 'is {{ tenant }}' }, 3, null, false] };
    expect(compileBody(body)(query)).toEqual({
      q: 'Q: Where is my parcel?',
      deep: [{ tenant: 'is acme' }, 3, null, false],
    });
  });

  it('compileBody keeps the type of a single expression', () => {
    const body = {
      n: '{{ maxTokens }}',
      vip: '{{vip}}',
      passages: '{{ context }}',
      id: ' {{ id }} ',
    };
    expect(compileBody(body)(query)).toEqual({ n: 99, vip: true, passages: ['A', 'B'], id: 7 });
  });

  it('compileBody keeps the type of a filtered expression and makes text of two', () => {
    const body = { joined: '{{ context | join: "-" }}', two: '{{ id }}{{ tenant }}' };
    expect(compileBody(body)(query)).toEqual({ joined: 'A-B', two: '7acme' });
  });

  it("compileBody prefers the row's own question to the prompt", () => {
    expect(compileBody('{{ question }}')(query)).toBe('parcel?');
    expect(compileBody('{{ question }}')(queryOf('Hi'))).toBe('Hi');
  });

  it('compileBody reads a body of one string as JSON text', () => {
    const filled = compileBody('{"q": {{ prompt | json }}, "n": {{ maxTokens }}}')(query);
    expect(filled).toEqual({ q: 'Where is my parcel?', n: 99 });
  });

  it('a body of one string that is not JSON is a Problem with a remedy', () => {
    const quoting = compileBody('{"q": "{{ prompt }}"}');
    expect(quoting(query)).toEqual({ q: 'Where is my parcel?' });
    expect(() => quoting(queryOf('He said "no"'))).toThrow(
      /^The body is not JSON once it is filled: .*let \{\{ question \| json \}\} quote and escape/s,
    );
  });

  it('a missing column is a Problem that names the query and its columns', () => {
    expect(() => compileBody({ a: '{{ nobody }}' })(query)).toThrow(Problem);
    expect(() => compileBody({ a: 'x {{ nobody }}' })(query)).toThrow(
      /query "q1": undefined variable: nobody.*columns question, id, vip/s,
    );
  });

  it('compileBody sends lists, objects and numbers unchanged, alone and inside text', () => {
    const row = readJson(
      '{"big":9007199254740993,"price":1.10,"box":{"a":[1.10]},"list":["x","y"]}',
    );
    const query = queryOf('Hi', { row: row as Record<string, unknown> });
    const body = {
      alone: ['{{ big }}', '{{ price }}', '{{ box }}', '{{ list }}'],
      inside: 'big {{ big }}, price {{ price }}, box {{ box }}, list {{ list }}',
    };
    expect(writeJson(compileBody(body)(query))).toBe(
      '{"alone":[9007199254740993,1.10,{"a":[1.10]},["x","y"]],' +
        '"inside":"big 9007199254740993, price 1.10, box {\\"a\\":[1.10]}, list [\\"x\\",\\"y\\"]"}',
    );
    const text = compileBody('{"box": {{ box }}, "big": {{ big }}}')(query);
    expect(writeJson(text)).toBe('{"box":{"a":[1.10]},"big":9007199254740993}');
  });

  it('compileBody refuses an invalid Liquid template', () => {
    expect(() => compileBody({ a: '{% if %}' })).toThrow(Problem);
  });
});
