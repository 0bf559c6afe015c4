import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelReply } from '../../../src/emulator/answer/model-reply.ts';
import { nothingCached } from '../../../src/emulator/prompt/cached-input.ts';
import { createChunkEncoder } from '../../../src/emulator/stream/chunk-encoder.ts';
import { wireFormatFor, type WireFormatRequest } from '../../../src/emulator/stream/wire-format.ts';

const REPLY: ModelReply = {
  id: 'emulated-1',
  model: 'm',
  modelRequest: { system: '', messages: [], maxTokens: 9 },
  text: 'any',
  inputTokens: 1,
  cached: nothingCached(),
  outputTokens: 9,
  truncated: false,
  created: 0,
};

const WIRES: readonly [string, Partial<WireFormatRequest>][] = [
  ['ConverseStream', { operation: 'ConverseStream' }],
  ['Claude', { operation: 'InvokeModelWithResponseStream', subject: 'anthropic.claude-3' }],
  ['Llama', { operation: 'InvokeModelWithResponseStream', subject: 'meta.llama3' }],
  ['Titan', { operation: 'InvokeModelWithResponseStream', subject: 'amazon.titan' }],
  ['TGI, whose pieces are numbered', { operation: 'InvokeEndpointWithResponseStream' }],
  ['server-sent events', { operation: 'ChatCompletions' }],
  ['a deployed API', { operation: 'Ask' }],
];

describe('a piece of an answer', () => {
  it.each(WIRES)(
    'the chunk encoder of %s encodes a token as its full event, whatever its text',
    (_, wire) => {
      const request = { operation: 'Ask', subject: 'm', body: {}, accept: '', ...wire } as const;
      // 0.5 gives padding of one length and cuts no lines.
      const wireFormat = wireFormatFor(request, () => 0.5);
      const { dialect, framing } = wireFormat;
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (text, n) => {
          const made = createChunkEncoder(wireFormat, REPLY)(text, n);
          const event = dialect.chunk(REPLY, text, n);
          const encoded = event === undefined ? new Uint8Array() : framing.encode(event);
          expect(Buffer.from(made)).toEqual(Buffer.from(encoded));
        }),
      );
    },
  );
});
