import { StopReason } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import type { Finish } from '../../../src/sample/sample.ts';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import { anthropic } from '../../../src/target/dialect/anthropic.ts';
import { chat } from '../../../src/target/dialect/chat.ts';
import { cohere } from '../../../src/target/dialect/cohere.ts';
import { converse } from '../../../src/target/dialect/converse.ts';
import type { Dialect } from '../../../src/target/dialect/dialect.ts';
import { CONVERSE_REASONS } from '../../../src/target/dialect/finish-reason.ts';
import { llama } from '../../../src/target/dialect/llama.ts';
import { mistral } from '../../../src/target/dialect/mistral.ts';
import { responses } from '../../../src/target/dialect/responses.ts';
import { textGeneration } from '../../../src/target/dialect/text-generation.ts';
import { titan } from '../../../src/target/dialect/titan.ts';
import { classifyError } from '../../../src/target/errors/classify-error.ts';

/** A stream of one text in each dialect, with the given finish reason. */
const STREAMS: Readonly<Record<string, [Dialect, (reason: unknown) => unknown[]]>> = {
  chat: [
    chat,
    (finish_reason) => [
      { choices: [{ index: 0, delta: { content: 'Yes' }, finish_reason: null }] },
      { choices: [{ index: 0, delta: {}, finish_reason }] },
    ],
  ],
  messages: [
    anthropic,
    (stop_reason) => [
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Yes' } },
      { type: 'message_delta', delta: { stop_reason } },
    ],
  ],
  converse: [
    converse,
    (stopReason) => [
      { contentBlockDelta: { delta: { text: 'Yes' } } },
      { messageStop: { stopReason } },
    ],
  ],
  responses: [
    responses,
    (reason) => [
      { type: 'response.output_text.delta', delta: 'Yes' },
      {
        type: 'response.incomplete',
        response: { status: 'incomplete', incomplete_details: { reason } },
      },
    ],
  ],
  tgi: [
    textGeneration,
    (finish_reason) => [
      { token: { text: 'Yes' } },
      { token: { text: '' }, generated_text: 'Yes', details: { finish_reason } },
    ],
  ],
  llama: [
    llama,
    (stop_reason) => [
      { generation: 'Yes', stop_reason: null },
      { generation: '', stop_reason },
    ],
  ],
  mistral: [
    mistral,
    (stop_reason) => [
      { outputs: [{ text: 'Yes', stop_reason: null }] },
      { outputs: [{ text: '', stop_reason }] },
    ],
  ],
  cohere: [
    cohere,
    (finish_reason) => [
      { is_finished: false, event_type: 'text-generation', text: 'Yes' },
      { is_finished: true, event_type: 'stream-end', finish_reason },
    ],
  ],
  titan: [
    titan,
    (completionReason) => [
      { outputText: 'Yes', completionReason: null },
      { outputText: '', completionReason },
    ],
  ],
};

function read(name: string, reason: unknown): ReplyAccumulator {
  const [dialect, stream] = STREAMS[name] ?? [chat, () => []];
  const reading = new ReplyAccumulator();
  for (const [at, json] of stream(reason).entries())
    reading.add(dialect.delta(json, false), at, at);
  return reading;
}

describe('a finish reason', () => {
  it.each<[string, string, Finish]>([
    ['chat', 'stop', 'whole'],
    ['chat', 'tool_calls', 'whole'],
    ['chat', 'length', 'cut'],
    ['chat', 'content_filter', 'withheld'],
    ['messages', 'end_turn', 'whole'],
    ['messages', 'max_tokens', 'cut'],
    ['messages', 'model_context_window_exceeded', 'cut'],
    ['messages', 'refusal', 'withheld'],
    ['converse', 'stop_sequence', 'whole'],
    ['converse', 'max_tokens', 'cut'],
    ['converse', 'guardrail_intervened', 'withheld'],
    ['responses', 'max_output_tokens', 'cut'],
    ['responses', 'content_filter', 'withheld'],
    ['tgi', 'eos_token', 'whole'],
    ['tgi', 'length', 'cut'],
    ['llama', 'stop', 'whole'],
    ['llama', 'length', 'cut'],
    ['mistral', 'stop', 'whole'],
    ['cohere', 'COMPLETE', 'whole'],
    ['cohere', 'MAX_TOKENS', 'cut'],
    ['cohere', 'ERROR_TOXIC', 'withheld'],
    ['titan', 'FINISHED', 'whole'],
    ['titan', 'LENGTH', 'cut'],
    ['titan', 'CONTENT_FILTERED', 'withheld'],
  ])('the finish reason of %s, %s, ends the answer: %s', (name, reason, finish) => {
    const { done, finish: readFinish, failure, stopReason } = read(name, reason);
    expect({ done, readFinish, failure, stopReason }).toEqual({
      done: true,
      readFinish: finish,
      failure: undefined,
      stopReason: reason,
    });
  });

  it.each([
    ['chat', 'error'],
    ['chat', 'abort'],
    ['converse', 'malformed_model_output'],
    ['converse', 'malformed_tool_use'],
    ['tgi', 'error'],
    ['cohere', 'ERROR'],
    ['cohere', 'USER_CANCEL'],
  ])('the finish reason of %s, %s, is a failure of the model with its own word', (name, reason) => {
    const { done, failure } = read(name, reason);
    expect(done).toBe(false);
    expect(classifyError(failure ?? { name: '', message: '' })).toMatchObject({
      outcome: 'model_error',
      error: {
        name: `finish_reason ${reason}`,
        message: expect.stringContaining(reason) as string,
      },
    });
  });

  const named = Object.keys(STREAMS).filter((name) => !['converse', 'responses'].includes(name));

  it.each(named.flatMap((name) => ['', null, 'null'].map((none) => [name, none] as const)))(
    'a finish reason of %s that is %j ends nothing',
    (name, none) => {
      // Cohere also marks the end of the stream; TGI repeats the text.
      const { done, stopReason } = read(name, none);
      expect(done).toBe(name === 'cohere');
      expect(stopReason).toBeUndefined();
    },
  );

  it.each(Object.keys(STREAMS))(
    'an unknown finish reason of %s ends the answer and is kept',
    (name) => {
      expect(read(name, 'bored')).toMatchObject({
        done: true,
        finish: 'unknown',
        stopReason: 'bored',
        failure: undefined,
      });
    },
  );

  it('an unknown finish reason in every event ends nothing', () => {
    const reading = new ReplyAccumulator();
    for (let at = 0; at < 3; at++) {
      const choice = { index: 0, delta: { content: 'w' }, finish_reason: 'going' };
      reading.add(chat.delta({ choices: [choice] }, false), at, at);
      expect(reading.done).toBe(false);
    }
  });

  it('every finish reason of the Bedrock SDK is known', () => {
    const known = Object.values(StopReason);
    expect(known.length).toBeGreaterThan(5);
    expect(known.filter((reason) => !Object.hasOwn(CONVERSE_REASONS, reason))).toEqual([]);
  });
});
