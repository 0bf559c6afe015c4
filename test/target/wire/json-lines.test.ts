import { describe, expect, it } from 'vitest';
import { RESPONSE_LIMIT } from '../../../src/target/errors/response-limit.ts';
import { decodeJsonLines } from '../../../src/target/wire/json-lines.ts';

function decode(reads: readonly Buffer[]): unknown[] {
  const lines: unknown[] = [];
  const decoder = decodeJsonLines((json) => lines.push(json));
  for (const read of reads) decoder.read(read);
  decoder.end();
  return lines;
}

describe('decodeJsonLines', () => {
  const body = Buffer.from('{"token":{"text":"ä"}}\n\n{"token":{"text":"😀"}}\r\n{"n":3}');
  const expected = [{ token: { text: 'ä' } }, { token: { text: '😀' } }, { n: 3 }];

  it('decodeJsonLines gives the same lines from reads cut at any byte', () => {
    for (let at = 0; at <= body.length; at++) {
      expect(decode([body.subarray(0, at), body.subarray(at)])).toEqual(expected);
    }
  });

  it('decodeJsonLines drops a cut last line', () => {
    expect(decode([Buffer.from('{"n":1}\n{"n":')])).toEqual([{ n: 1 }]);
  });

  it('decodeJsonLines quotes a line that is not JSON', () => {
    expect(() => decode([Buffer.from('Internal error\n')])).toThrow('not JSON: Internal error');
  });

  it('decodeJsonLines limits the length of a line but not their number', () => {
    const longest = `"${'x'.repeat(RESPONSE_LIMIT.event - 2)}"`;
    const part = Buffer.from(longest.slice(0, 60_000));
    expect(decode([Buffer.from(`${longest}\n${longest}\n${longest}`)])).toHaveLength(3);
    expect(() => decode([Buffer.from(longest), Buffer.from(' ')])).toThrow(/longer than 4 MiB/);
    expect(() => decode(Array.from({ length: 80 }, () => part))).toThrow(/longer than 4 MiB/);
  });
});
