import { describe, expect, it } from 'vitest';
import { RESPONSE_LIMIT } from '../../../src/target/errors/response-limit.ts';
import { decodeSse } from '../../../src/target/wire/sse.ts';

function decode(reads: readonly Buffer[]): string[] {
  const data: string[] = [];
  const decoder = decodeSse((each) =>
    data.push(each.unclosed ? `unclosed ${each.data}` : each.data),
  );
  for (const read of reads) decoder.read(read);
  decoder.end();
  return data;
}

describe('decodeSse', () => {
  const body = Buffer.from(': hello\n\ndata: {"a":"ä€😀"}\r\n\r\ndata:{"b":1}\n\ndata: [DONE]\n\n');
  const expected = ['{"a":"ä€😀"}', '{"b":1}', '[DONE]'];

  it('decodeSse delivers the data of each event without comments', () => {
    expect(decode([body])).toEqual(expected);
  });

  it('decodeSse gives the same events from reads cut at any byte', () => {
    for (let at = 0; at <= body.length; at++) {
      expect(decode([body.subarray(0, at), body.subarray(at)])).toEqual(expected);
    }
  });

  it.each(['', '\n', '\r', '\r\n'])(
    'decodeSse delivers an event without its closing blank line and marks it: %j',
    (end) => {
      expect(decode([Buffer.from(`data: 1\n\ndata: {"b":2}${end}`)])).toEqual([
        '1',
        'unclosed {"b":2}',
      ]);
    },
  );

  it('decodeSse drops a leading byte order mark, at any cut', () => {
    const marked = Buffer.from('\uFEFFdata: 1\n\n');
    for (let at = 0; at <= marked.length; at++) {
      expect(decode([marked.subarray(0, at), marked.subarray(at)])).toEqual(['1']);
    }
  });

  it('decodeSse refuses an event of many short lines long before its text reaches the limit', () => {
    const decoder = decodeSse(() => undefined);
    const lines = Buffer.from('data: y\n'.repeat(1000));
    let read = 0;
    expect(() => {
      for (; read < 4 * RESPONSE_LIMIT.event; read += lines.length) decoder.read(lines);
    }).toThrow('An event of the answer is longer than 4 MiB');
    expect(read).toBeLessThanOrEqual(RESPONSE_LIMIT.event + lines.length);
  });

  it('decodeSse delivers the name of an event', () => {
    const names: (string | undefined)[] = [];
    const decoder = decodeSse(({ event }) => names.push(event));
    decoder.read(Buffer.from('event: error\ndata: 1\n\ndata: 2\n\n'));
    expect(names).toEqual(['error', undefined]);
  });
});
