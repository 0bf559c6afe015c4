import { describe, expect, it } from 'vitest';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import { anthropic } from '../../../src/target/dialect/anthropic.ts';
import { chat } from '../../../src/target/dialect/chat.ts';
import { cohere } from '../../../src/target/dialect/cohere.ts';
import { converse } from '../../../src/target/dialect/converse.ts';
import type { Dialect } from '../../../src/target/dialect/dialect.ts';
import { llama } from '../../../src/target/dialect/llama.ts';
import { mistral } from '../../../src/target/dialect/mistral.ts';
import { nova } from '../../../src/target/dialect/nova.ts';
import { textGeneration } from '../../../src/target/dialect/text-generation.ts';
import { titan } from '../../../src/target/dialect/titan.ts';
import { queryOf } from '../asking.ts';

const SCHEMA = { type: 'object', properties: { score: { type: 'integer' } } };
const OUTPUT = { name: 'verdict', description: 'The verdict.', schema: SCHEMA };

/** A conversation of three turns with a system prompt. */
const talk = queryOf('', {
  system: 'Be brief.',
  messages: [
    { role: 'user', text: 'Hi' },
    { role: 'assistant', text: 'Hello' },
    { role: 'user', text: 'Bye' },
  ],
  maxTokens: 99,
  temperature: 0.5,
});
const wish = queryOf('Judge.', { output: OUTPUT });

/** Reads the events of a stream, one socket read each. */
function stream(
  dialect: Dialect,
  events: readonly unknown[],
  structured = false,
): ReplyAccumulator {
  const reading = new ReplyAccumulator();
  for (const [index, event] of events.entries()) {
    reading.add(dialect.delta(event, structured), index, index);
  }
  return reading;
}

describe('the Converse dialect', () => {
  it.each(['signature', 'redactedContent'])(
    'the Converse dialect detects withheld reasoning by its %s',
    (kept) => {
      const event = { contentBlockDelta: { delta: { reasoningContent: { [kept]: 'x' } } } };
      expect(converse.delta(event, false).withheld).toBe(true);
    },
  );

  it('the Converse dialect writes a conversation', () => {
    expect(converse.body(talk)).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Hi' }] },
        { role: 'assistant', content: [{ text: 'Hello' }] },
        { role: 'user', content: [{ text: 'Bye' }] },
      ],
      inferenceConfig: { maxTokens: 99, temperature: 0.5 },
    });
  });

  it('the Converse dialect forces a tool if JSON is requested', () => {
    expect(converse.body(wish)).toMatchObject({
      toolConfig: {
        tools: [{ toolSpec: { name: 'verdict', inputSchema: { json: SCHEMA } } }],
        toolChoice: { tool: { name: 'verdict' } },
      },
    });
  });

  it("the Converse dialect reads an answer's blocks, counts and server data", () => {
    const json = {
      output: {
        message: {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'hm' } } },
            { text: 'Yes' },
            { text: '.' },
          ],
        },
      },
      stopReason: 'end_turn',
      usage: { inputTokens: 446, outputTokens: 55, totalTokens: 501, cacheReadInputTokens: 0 },
      metrics: { latencyMs: 1771 },
      serviceTier: { type: 'flex' },
    };
    expect(converse.answer(json, false)).toMatchObject({
      text: 'Yes.',
      stopReason: 'end_turn',
      tokens: { input: 446, output: 55, cacheRead: 0, cacheWrite: undefined },
      server: { latency: 1771, tier: 'flex' },
    });
  });

  it("the Converse dialect takes the tool's input for the answer, and not the text beside it", () => {
    const content = [{ text: 'I will.' }, { toolUse: { name: 'verdict', input: { score: 3 } } }];
    const json = { output: { message: { content } }, stopReason: 'tool_use' };
    expect(converse.answer(json, true).text).toBe('{"score":3}');
  });

  it('the Converse dialect has no answer without a message', () => {
    expect(converse.answer({}, false).text).toBeUndefined();
    expect(converse.answer({ output: { message: { content: [] } } }, false).text).toBe('');
  });

  it('the Converse dialect reads a stream up to the metadata after its end marker', () => {
    const reading = stream(converse, [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { delta: { reasoningContent: { text: 'hm' } }, contentBlockIndex: 0 } },
      { contentBlockDelta: { delta: { text: 'Hel' }, contentBlockIndex: 1, p: 'abc' } },
      { contentBlockDelta: { delta: { text: 'lo' }, contentBlockIndex: 1 } },
      { contentBlockStop: { contentBlockIndex: 1 } },
      { messageStop: { stopReason: 'max_tokens' } },
      { metadata: { usage: { inputTokens: 7, outputTokens: 3 }, metrics: { latencyMs: 900 } } },
    ]);
    expect(reading).toMatchObject({
      answer: 'Hello',
      stopReason: 'max_tokens',
      done: true,
      tokens: { input: 7, output: 3 },
      server: { latency: 900 },
      stamps: { firstToken: 1, firstVisible: 2, lastToken: 3 },
    });
  });

  it("the Converse dialect joins a tool's input from its deltas", () => {
    const reading = stream(
      converse,
      [
        { contentBlockDelta: { delta: { text: 'I will.' }, contentBlockIndex: 0 } },
        { contentBlockStart: { start: { toolUse: { name: 'verdict' } }, contentBlockIndex: 1 } },
        { contentBlockDelta: { delta: { toolUse: { input: '{"sco' } }, contentBlockIndex: 1 } },
        { contentBlockDelta: { delta: { toolUse: { input: 're":3}' } }, contentBlockIndex: 1 } },
        { messageStop: { stopReason: 'tool_use' } },
      ],
      true,
    );
    expect(reading.answer).toBe('{"score":3}');
  });
});

describe('the Nova dialect', () => {
  it('the Nova dialect is Converse with a version', () => {
    expect(nova.body(talk)).toEqual({ schemaVersion: 'messages-v1', ...converse.body(talk) });
  });
});

describe('the Anthropic dialect', () => {
  it('the Anthropic dialect writes a conversation', () => {
    expect(anthropic.body(talk)).toMatchObject({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 99,
      system: 'Be brief.',
      temperature: 0.5,
      messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }],
    });
  });

  it('the Anthropic dialect forces a tool if JSON is requested', () => {
    expect(anthropic.body(wish)).toMatchObject({
      tools: [{ name: 'verdict', input_schema: SCHEMA }],
      tool_choice: { type: 'tool', name: 'verdict' },
    });
    const content = [{ type: 'tool_use', name: 'verdict', input: { score: 1 } }];
    expect(anthropic.answer({ content }, true).text).toBe('{"score":1}');
  });

  it('the Anthropic dialect reads an answer', () => {
    const json = {
      content: [{ type: 'text', text: 'Yes' }],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 5,
        output_tokens: 1,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 20,
      },
    };
    expect(anthropic.answer(json, false)).toMatchObject({
      text: 'Yes',
      stopReason: 'end_turn',
      finish: 'whole',
      done: true,
      tokens: { input: 5, output: 1, cacheRead: 100, cacheWrite: 20 },
    });
  });

  it.each([
    ['signed', { type: 'content_block_delta', delta: { type: 'signature_delta', signature: 'x' } }],
    [
      'redacted',
      { type: 'content_block_start', content_block: { type: 'redacted_thinking', data: 'x' } },
    ],
  ])('the Anthropic dialect detects withheld reasoning that is %s', (_, event) => {
    expect(anthropic.delta(event, false).withheld).toBe(true);
    const open = { type: 'content_block_start', content_block: { type: 'thinking', thinking: '' } };
    expect(anthropic.delta(open, false).withheld).toBeUndefined();
  });

  it('the Anthropic dialect reads the output tokens of a stream as running totals', () => {
    const reading = stream(anthropic, [
      { type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } },
      { type: 'content_block_start', content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Yes' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 12 } },
      { type: 'message_stop' },
    ]);
    expect(reading).toMatchObject({
      answer: 'Yes',
      stopReason: 'end_turn',
      tokens: { input: 9, output: 12 },
      stamps: { firstToken: 2, firstVisible: 3 },
      done: true,
    });
  });

  it('the Anthropic dialect reads an error event', () => {
    const event = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(stream(anthropic, [event]).failure?.name).toBe('overloaded_error');
  });
});

describe('the Llama dialect', () => {
  it("the Llama dialect frames turns in Meta's headers", () => {
    expect(llama.body(talk)).toEqual({
      prompt:
        '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
        '<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>' +
        '<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>' +
        '<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>' +
        '<|start_header_id|>assistant<|end_header_id|>\n\n',
      max_gen_len: 99,
      temperature: 0.5,
    });
  });

  it('the Llama dialect keeps the prompt count of the first chunk', () => {
    const reading = stream(llama, [
      { generation: 'Yes', prompt_token_count: 9, generation_token_count: 1, stop_reason: null },
      { generation: '', prompt_token_count: null, generation_token_count: 2, stop_reason: 'stop' },
    ]);
    expect(reading).toMatchObject({ answer: 'Yes', done: true, tokens: { input: 9, output: 2 } });
  });
});

describe('the Titan dialect', () => {
  it('the Titan dialect writes a single question and a conversation', () => {
    expect(titan.body(queryOf('Hi'))).toEqual({
      inputText: 'Hi',
      textGenerationConfig: { maxTokenCount: 64 },
    });
    expect(titan.body(talk)['inputText']).toBe(
      'Be brief.\n\nUser: Hi\n\nAssistant: Hello\n\nUser: Bye\n\nAssistant:',
    );
  });

  it('the Titan dialect reads complete and streamed answers', () => {
    const results = [{ tokenCount: 2, outputText: 'Yes', completionReason: 'FINISHED' }];
    expect(titan.answer({ inputTextTokenCount: 4, results }, false)).toEqual({
      text: 'Yes',
      stopReason: 'FINISHED',
      finish: 'whole',
      done: true,
      tokens: { input: 4, output: 2 },
    });
    const chunk = { outputText: 'Yes', totalOutputTextTokenCount: 2, completionReason: 'LENGTH' };
    expect(stream(titan, [chunk])).toMatchObject({
      answer: 'Yes',
      stopReason: 'LENGTH',
      done: true,
    });
  });
});

describe('the Cohere dialect', () => {
  it('the Cohere dialect separates the last turn from the history', () => {
    expect(cohere.body(talk)).toEqual({
      message: 'Bye',
      chat_history: [
        { role: 'USER', message: 'Hi' },
        { role: 'CHATBOT', message: 'Hello' },
      ],
      max_tokens: 99,
      preamble: 'Be brief.',
      temperature: 0.5,
    });
  });

  it('the Cohere dialect does not read the repeated text of the last event', () => {
    const reading = stream(cohere, [
      { is_finished: false, event_type: 'text-generation', text: 'Yes' },
      { is_finished: true, event_type: 'stream-end', text: 'Yes', finish_reason: 'COMPLETE' },
    ]);
    expect(reading).toMatchObject({ answer: 'Yes', stopReason: 'COMPLETE', done: true });
  });
});

describe('the Mistral dialect', () => {
  it('the Mistral dialect frames turns in brackets', () => {
    expect(mistral.body(talk)['prompt']).toBe(
      '<s>[INST] Be brief.\n\nHi [/INST] Hello</s>[INST] Bye [/INST]',
    );
  });

  it('the Mistral dialect reports no token counts', () => {
    const reading = stream(mistral, [{ outputs: [{ text: 'Yes', stop_reason: 'stop' }] }]);
    expect(reading).toMatchObject({ answer: 'Yes', done: true, tokens: { source: 'unknown' } });
  });
});

describe('the chat dialect', () => {
  it('the chat dialect writes a conversation and a request for JSON', () => {
    expect(chat.body(talk)).toEqual({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'Bye' },
      ],
      max_tokens: 99,
      temperature: 0.5,
    });
    expect(chat.body(wish)).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'verdict', schema: SCHEMA } },
    });
  });

  it('the chat dialect reads an answer and its counts', () => {
    const json = {
      choices: [{ message: { content: 'Yes' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 100,
        completion_tokens: 9,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 5 },
      },
    };
    expect(chat.answer(json, false)).toMatchObject({
      text: 'Yes',
      tokens: { input: 100, output: 9, cacheRead: 64, reasoning: 5, wire: 'chat' },
    });
  });

  it('the chat dialect reads the usage that comes after the finish reason', () => {
    const reading = stream(chat, [
      { choices: [{ delta: { role: 'assistant', content: '' } }] },
      { choices: [{ delta: { reasoning_content: 'hm' } }] },
      { choices: [{ delta: { content: 'Yes' } }] },
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 4, completion_tokens: 2 } },
    ]);
    expect(reading).toMatchObject({
      answer: 'Yes',
      stopReason: 'stop',
      done: true,
      tokens: { input: 4, output: 2 },
      stamps: { firstToken: 1, firstVisible: 2 },
    });
  });

  it('the chat dialect reads a message without content as an empty answer, and no message as none', () => {
    expect(chat.answer({ choices: [{ message: { content: null } }] }, false).text).toBe('');
    expect(chat.answer({ choices: [] }, false).text).toBeUndefined();
  });

  it('the chat dialect reads an error event', () => {
    const event = { error: { message: 'slow down', code: 'rate_limit_exceeded' } };
    expect(stream(chat, [event]).failure).toEqual({
      name: 'rate_limit_exceeded',
      message: 'slow down',
    });
  });
});

describe('the dialect of TGI and LMI', () => {
  it('the dialect of TGI and LMI samples only above a temperature of zero', () => {
    const parameters = (temperature: number): unknown =>
      textGeneration.body(queryOf('Hi', { temperature }))['parameters'];
    expect(parameters(0)).toMatchObject({ do_sample: false });
    expect(parameters(0)).not.toHaveProperty('temperature');
    expect(parameters(0.7)).toMatchObject({ do_sample: true, temperature: 0.7 });
  });

  it('the dialect of TGI and LMI reads a single answer or a list', () => {
    const answer = {
      generated_text: 'Yes',
      details: { finish_reason: 'eos_token', generated_tokens: 2 },
    };
    for (const json of [answer, [answer]]) {
      expect(textGeneration.answer(json, false)).toMatchObject({
        text: 'Yes',
        stopReason: 'eos_token',
        tokens: { output: 2 },
      });
    }
  });

  it('the dialect of TGI and LMI hides special tokens and ends at the details', () => {
    const reading = stream(textGeneration, [
      { token: { text: 'Yes', special: false }, generated_text: null, details: null },
      {
        token: { text: '</s>', special: true },
        generated_text: 'Yes',
        details: { finish_reason: 'eos_token', generated_tokens: 2, input_length: 7 },
      },
    ]);
    expect(reading).toMatchObject({
      answer: 'Yes',
      done: true,
      tokens: { input: 7, output: 2 },
    });
  });

  it('the dialect of TGI and LMI reads the finish reason "error" as a failure', () => {
    const event = {
      token: { id: -1, text: '', special_token: true },
      generated_text: '',
      details: { finish_reason: 'error' },
    };
    expect(stream(textGeneration, [event]).failure?.name).toBe('finish_reason error');
  });
});

describe('a dialect without tools', () => {
  it.each([
    ['llama', llama],
    ['titan', titan],
    ['cohere', cohere],
    ['mistral', mistral],
    ['tgi', textGeneration],
  ])('the dialect of %s requests JSON in the prompt', (_, dialect) => {
    expect(JSON.stringify(dialect.body(wish))).toContain('nothing but JSON of this schema');
  });
});
