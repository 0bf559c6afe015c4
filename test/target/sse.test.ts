import { describe, expect, it } from 'vitest';
import { decodeSse } from '../../src/target/sse.ts';

function decode(reads: readonly Buffer[]): string[] {
  const data: string[] = [];
  const decoder = decodeSse((each) => data.push(each));
  for (const read of reads) decoder.read(read);
  decoder.end();
  return data;
}

describe('decodeSse', () => {
  const body = Buffer.from(': hello\n\ndata: {"a":"ä€😀"}\r\n\r\ndata:{"b":1}\n\ndata: [DONE]\n\n');
  const expected = ['{"a":"ä€😀"}', '{"b":1}', '[DONE]'];

  it('hands over the data of each event, comments left out', () => {
    expect(decode([body])).toEqual(expected);
  });

  it('gives the same events whatever byte the reads are cut at', () => {
    for (let at = 0; at <= body.length; at++) {
      expect(decode([body.subarray(0, at), body.subarray(at)])).toEqual(expected);
    }
  });

  it('leaves an event out that lacks its closing blank line', () => {
    expect(decode([Buffer.from('data: 1\n\ndata: {"cu')])).toEqual(['1']);
  });
});
