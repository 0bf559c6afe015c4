import { EventStreamCodec } from '@smithy/core/event-streams';
import { describe, expect, it } from 'vitest';
import type { ModelReply } from '../../../src/emulator/answer/model-reply.ts';
import type { HttpExchange } from '../../../src/emulator/http/http-exchange.ts';
import { nothingCached } from '../../../src/emulator/prompt/cached-input.ts';
import { writeStream, type ResponseWriter } from '../../../src/emulator/stream/response-writer.ts';
import { wireFormatFor } from '../../../src/emulator/stream/wire-format.ts';

const PIECES = ['Refunds', ' are', ' paid', ' within', ' days'];
const REPLY: ModelReply = {
  id: 'emulated-1',
  model: 'm',
  modelRequest: { system: '', messages: [], maxTokens: 9 },
  text: PIECES.join(''),
  inputTokens: 1,
  cached: nothingCached(),
  outputTokens: PIECES.length,
  truncated: false,
  created: 0,
};
const TIMING = { firstToken: 1, latency: 2 };

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

/** Event types of each write. */
function delivering(): { delivery: ResponseWriter; writes: string[][] } {
  const writes: string[][] = [];
  const typeOf = (frame: Uint8Array): string =>
    String(codec.decode(frame).headers[':event-type']?.value);
  const write = (frames: readonly Uint8Array[]): void => {
    writes.push(frames.map(typeOf));
  };
  const exchange = { open: () => {}, write, end: write } as unknown as HttpExchange;
  const delivery = writeStream({
    exchange,
    composition: {
      reply: REPLY,
      chunks: PIECES,
      groundTruth: { injectedErrors: [], refused: false },
    },
    wireFormat: wireFormatFor(
      { operation: 'ConverseStream', subject: 'm', body: {}, accept: '' },
      () => 0.5,
    ),
    service: 'bedrock',
    headers: {},
    fault: undefined,
  });
  return { delivery, writes };
}

describe('a streamed answer', () => {
  it('a streamed answer writes each token when it is due', () => {
    const { delivery, writes } = delivering();
    delivery.advance(1, false, TIMING);
    delivery.advance(2, false, TIMING);
    expect(writes).toEqual([['messageStart', 'contentBlockDelta'], ['contentBlockDelta']]);
  });

  it('late tokens share one write, each as a separate event', () => {
    const { delivery, writes } = delivering();
    delivery.advance(1, false, TIMING);
    delivery.advance(4, false, TIMING);
    expect(writes[1]).toEqual(Array.from({ length: 3 }, () => 'contentBlockDelta'));
    expect(delivery.written).toBe(4);
  });

  it('a streamed answer ends in the write of its last token', () => {
    const { delivery, writes } = delivering();
    expect(delivery.advance(5, true, TIMING)).toBe('ok');
    expect(writes).toHaveLength(1);
    expect(writes[0]?.slice(-4)).toEqual([
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
  });
});
