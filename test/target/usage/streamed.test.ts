import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Streamed } from '../../../src/sample/sample.ts';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import type { Delta } from '../../../src/target/delta/delta.ts';

/** Returns the streamed tokens of deltas; each came in its own socket read, or in the given one. */
function carried(
  deltas: readonly Delta[],
  { model, reads }: { model?: string; reads?: readonly number[] } = {},
): Streamed | undefined {
  const reading = new ReplyAccumulator(model);
  for (const [index, delta] of deltas.entries()) {
    reading.add(delta, 10 * (reads?.[index] ?? index), reads?.[index] ?? index);
  }
  return reading.streamed(reading.tokens);
}

const WORDS = 'The cat sat on the mat and it saw a dog run by the old red barn in the sun .'.split(
  ' ',
);

/** Returns this many words, one in each delta. */
function words(n: number): Delta[] {
  return Array.from({ length: n }, (_, index) => ({ text: `${WORDS[index % WORDS.length]} ` }));
}

const counted = (output: number, reasoning?: number): Delta => ({ tokens: { output, reasoning } });

describe('what a stream carried', () => {
  it('a stream of one token a chunk carried all but the first token later', () => {
    expect(carried([...words(40), counted(40)])).toEqual({ first: 1, later: 39 });
    expect(carried([...words(40), counted(41)])).toEqual({ first: 1, later: 40 });
  });

  it('tokens of the first socket read are not later tokens', () => {
    const reads = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(carried([...words(10), counted(10)], { reads })).toEqual({ first: 3, later: 7 });
  });

  it('the first chunk’s tokens are its share of the text if chunks hold several', () => {
    const lumps = Array.from({ length: 10 }, () => ({ text: 'one two three four five six ten. ' }));
    expect(carried([...lumps, counted(90)])).toEqual({ first: 9, later: 81 });
  });

  it('unstreamed reasoning that the service counts is left out', () => {
    expect(carried([...words(21), counted(221, 200)])).toEqual({ first: 1, later: 20 });
  });

  it('unstreamed reasoning counted beside the output is left out', () => {
    const usage = counted(21, 200);
    expect(
      carried([...words(21), { tokens: { ...usage.tokens, wire: 'chat' } }], { model: 'grok-4' }),
    ).toEqual({ first: 1, later: 20 });
  });

  it('streamed reasoning is part of the streamed tokens', () => {
    const reasoningTokens = words(30).map(({ text }) => ({ reasoning: text }));
    expect(carried([...reasoningTokens, ...words(10), counted(40, 30)])).toEqual({
      first: 1,
      later: 39,
    });
  });

  it('streamed tokens are unknown if only a summary of the reasoning was streamed', () => {
    const summary = words(12).map(({ text }) => ({ reasoning: text }));
    expect(carried([...summary, ...words(10), counted(910, 900)])).toBeUndefined();
  });

  it.each([
    ['one chunk a word', words(21), 221],
    ['one chunk a word, little thought', words(40), 90],
    ['one chunk a number', Array.from({ length: 30 }, (_, n) => ({ text: `w${n} ` })), 100],
    ['lumps', [{ text: 'one two three four ' }, { text: 'five six seven eight ' }], 80],
  ])(
    'streamed tokens are unknown if the text cannot hold the count, in %s',
    (_, deltas, output) => {
      expect(carried([...deltas, counted(output)])).toBeUndefined();
    },
  );

  it('streamed tokens are unknown if withheld reasoning has no count', () => {
    const kept: Delta = { withheld: true };
    expect(carried([kept, ...words(30), counted(42)])).toBeUndefined();
    expect(carried([kept, ...words(30), counted(42, 12)])).toEqual({ first: 1, later: 29 });
  });

  it('streamed tokens are unknown without a count or content', () => {
    expect(carried(words(9))).toBeUndefined();
    expect(carried([counted(9)])).toBeUndefined();
  });

  it('streamed tokens are the growth of running totals after the first chunk', () => {
    const totals = words(20).map((delta, index) => ({ ...delta, ...counted(200 + index) }));
    expect(carried([...totals, counted(220)])).toMatchObject({ later: 20 });
    const lumps = words(10).map((delta, index) => ({ ...delta, ...counted(2 * index + 2) }));
    expect(carried(lumps)).toMatchObject({ later: 18 });
  });

  it('streamed tokens are the growth of running totals during the content', () => {
    const totals = words(20).map((delta, index) => ({ ...delta, ...counted(index + 1) }));
    expect(carried([...totals, counted(420)])).toMatchObject({ later: 19 });
  });

  it('a count that came once before all content is not used', () => {
    const start: Delta = { tokens: { output: 1 } };
    expect(carried([start, ...words(21), counted(221)])).toBeUndefined();
    expect(carried([start, ...words(21), counted(21)])).toEqual({ first: 1, later: 20 });
  });

  it('streamed tokens are known for texts of many kinds', () => {
    const texts = [
      'Die Datenschutzgrundverordnung verpflichtet Unternehmen zur Löschung der Daten. ',
      '{"score": 4, "reasons": ["short", "true"], "id": 1234567} ',
      'for (let i = 0; i < n; i++) { total += prices[i] * 1.19; }\n',
      'Кошка сидела на окне и смотрела на улицу. ',
    ];
    for (const text of texts) {
      const lumps = Array.from({ length: 8 }, () => ({ text }));
      expect(carried([...lumps, counted(Math.round((8 * text.length) / 3))])).toBeDefined();
    }
    const chinese = Array.from({ length: 8 }, () => ({ text: '猫坐在窗台上看着街道和行人来往' }));
    expect(carried([...chinese, counted(130)])).toBeDefined();
  });

  it('streamed tokens never exceed the count, without unstreamed reasoning', () => {
    const sizes = fc.tuple(fc.integer({ min: 2, max: 60 }), fc.nat(500), fc.nat(60));
    fc.assert(
      fc.property(sizes, ([chunks, thought, more]) => {
        const streamedOutput = chunks + more;
        const found = carried([...words(chunks), counted(streamedOutput + thought, thought)]);
        if (found === undefined) return;
        expect(found.first + found.later).toBe(streamedOutput);
        expect(found.first).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
