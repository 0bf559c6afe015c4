import { describe, expect, it } from 'vitest';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import { shareHiddenClass } from '../../sample/hidden-class.ts';

describe('ReplyAccumulator', () => {
  it('all ReplyAccumulators share one hidden class', () => {
    expect(shareHiddenClass(new ReplyAccumulator(), new ReplyAccumulator())).toBe(true);
  });

  it('a ReplyAccumulator starts without timestamps and counts', () => {
    const reading = new ReplyAccumulator();
    expect(reading.stamps).toEqual({});
    expect(reading.tokens).toEqual({ source: 'unknown' });
    expect(reading.done).toBe(false);
  });

  it('the first event, the first token and the first visible token are told apart', () => {
    const reading = new ReplyAccumulator();
    reading.add({}, 10, 1);
    reading.add({ text: '' }, 20, 2);
    reading.add({ reasoning: 'hm' }, 30, 3);
    reading.add({ text: 'Yes' }, 40, 4);
    reading.add({ text: '.' }, 50, 5);
    reading.add({ stopReason: 'end_turn', done: true }, 60, 6);
    expect(reading.stamps).toEqual({
      firstEvent: 10,
      firstToken: 30,
      firstVisible: 40,
      lastToken: 50,
    });
    expect(reading).toMatchObject({
      chunks: 3,
      chunkGaps: [10, 10],
      answer: 'Yes.',
      stopReason: 'end_turn',
      done: true,
    });
  });

  it('chunks of one socket read are one arrival', () => {
    const reading = new ReplyAccumulator();
    reading.add({ text: 'a' }, 100, 1);
    reading.add({ text: 'b' }, 100, 1);
    reading.add({ text: 'c' }, 130, 2);
    reading.add({ text: 'd' }, 130, 2);
    reading.add({ text: 'e' }, 150, 3);
    expect(reading).toMatchObject({ chunks: 5, readsShared: 2, chunkGaps: [30, 20] });
  });

  it('two reads with the same timestamp are two arrivals', () => {
    const reading = new ReplyAccumulator();
    reading.add({ text: 'a' }, 100, 1);
    reading.add({ text: 'b' }, 100, 2);
    expect(reading).toMatchObject({ readsShared: 0, chunkGaps: [0] });
  });

  it('running totals are replaced, and counts that a later event lacks are kept', () => {
    const reading = new ReplyAccumulator();
    reading.note({ tokens: { input: 1, output: 9 }, server: { requestId: 'r', latency: 5 } });
    reading.add({ tokens: { input: 12, output: 1, cacheRead: undefined } }, 1, 1);
    reading.add({ tokens: { output: 40 }, server: { latency: 6 } }, 2, 2);
    expect(reading.tokens).toEqual({ input: 12, output: 40, source: 'reported' });
    expect(reading.server).toEqual({ requestId: 'r', latency: 6 });
  });

  it('a later 0 of the same usage does not replace a count', () => {
    const reading = new ReplyAccumulator();
    const usage = { input: 12, output: 1, cacheRead: 90, wire: 'messages' } as const;
    reading.add({ tokens: usage }, 1, 1);
    reading.add({ tokens: { input: 0, output: 40, cacheRead: 0, wire: 'messages' } }, 2, 2);
    expect(reading.tokens).toMatchObject({ input: 12, output: 40, cacheRead: 90 });
    reading.add({ tokens: { output: 0 } }, 3, 3);
    expect(reading.tokens).toMatchObject({ output: 0 });
  });

  it('tokens are counted as the requested model’s maker does, or else the answering model’s', () => {
    const usage = { input: 10, output: 5, reasoning: 3, wire: 'chat' } as const;
    const accumulator = new ReplyAccumulator('grok-4');
    accumulator.add({ tokens: usage, server: { model: 'gpt-6' } }, 1, 1);
    expect(accumulator.tokens).toMatchObject({ output: 8 });
    const answered = new ReplyAccumulator('our-alias');
    answered.add({ tokens: usage, server: { model: 'grok-4-0709' } }, 1, 1);
    expect(answered.tokens).toMatchObject({ output: 8 });
  });

  it('the first failure of a stream is kept', () => {
    const reading = new ReplyAccumulator();
    reading.add({ failure: { name: 'a', message: '1' } }, 1, 1);
    reading.add({ failure: { name: 'b', message: '2' } }, 2, 2);
    expect(reading.failure?.name).toBe('a');
  });
});
