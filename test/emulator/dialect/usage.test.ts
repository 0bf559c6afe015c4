import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelReply } from '../../../src/emulator/answer/model-reply.ts';
import { anthropicServer } from '../../../src/emulator/dialect/anthropic.ts';
import { chatServer } from '../../../src/emulator/dialect/chat.ts';
import { converseServer } from '../../../src/emulator/dialect/converse.ts';
import type { ServerDialect } from '../../../src/emulator/dialect/base/dialect.ts';
import { invokeDialect } from '../../../src/emulator/dialect/invoke.ts';
import { responsesServer } from '../../../src/emulator/dialect/responses.ts';
import { cachedInput } from '../../../src/emulator/prompt/cached-input.ts';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import { anthropic as readAnthropic } from '../../../src/target/dialect/anthropic.ts';
import { chat as readChat } from '../../../src/target/dialect/chat.ts';
import { converse as readConverse } from '../../../src/target/dialect/converse.ts';
import type { Dialect as Reader } from '../../../src/target/dialect/dialect.ts';
import { responses as readResponses } from '../../../src/target/dialect/responses.ts';

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

/** Server dialect, client dialect and model of each format. */
const DIALECTS: readonly (readonly [string, ServerDialect, Reader, string])[] = [
  ['Converse of Claude', converseServer, readConverse, CLAUDE],
  ['Converse of Nova', converseServer, readConverse, 'amazon.nova-pro-v1:0'],
  ['Converse of an OpenAI model', converseServer, readConverse, 'openai.gpt-oss-120b-1:0'],
  ['Messages', anthropicServer, readAnthropic, 'claude-sonnet-4-5'],
  ['InvokeModel of Claude', invokeDialect(CLAUDE, {}), readAnthropic, CLAUDE],
  ['chat completions', chatServer, readChat, 'some-model'],
  ['Responses', responsesServer, readResponses, 'gpt-6'],
];

const count = fc.nat(10_000);
const counts = fc.record({ fresh: count, read: count, short: count, long: count, output: count });

describe('the usage of an emulated answer', () => {
  it.each(DIALECTS)(
    'the usage in %s counts each token once, by the convention of the model’s maker',
    (_, dialect, reader, model) => {
      fc.assert(
        fc.property(counts, ({ fresh, read, short, long, output }) => {
          const written = [
            { ttl: 300_000, tokens: short },
            { ttl: 3_600_000, tokens: long },
          ];
          const reply: ModelReply = {
            id: 'emulated-1',
            model,
            modelRequest: { system: '', messages: [], maxTokens: 100 },
            text: 'Yes.',
            inputTokens: fresh + read + short + long,
            cached: cachedInput({ read, written }),
            outputTokens: output,
            truncated: false,
            created: 0,
          };
          const reading = new ReplyAccumulator(model);
          reading.note(reader.answer(dialect.body(reply, { firstToken: 1, latency: 2 }), false));
          const { cacheWriteLong, ...tokens } = reading.tokens;
          expect(tokens).toMatchObject({
            input: fresh,
            cacheRead: read,
            cacheWrite: short + long,
            output,
          });
          expect(tokens).not.toHaveProperty('disputedTotal');
          if (reader === readConverse || reader === readAnthropic)
            expect(cacheWriteLong).toBe(long);
        }),
      );
    },
  );
});
