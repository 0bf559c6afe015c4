import { describe, expect, it } from 'vitest';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import { anthropic } from '../../../src/target/dialect/anthropic.ts';
import { chat } from '../../../src/target/dialect/chat.ts';
import { cohere } from '../../../src/target/dialect/cohere.ts';
import { readContent } from '../../../src/target/dialect/content.ts';
import { converse } from '../../../src/target/dialect/converse.ts';
import type { Dialect } from '../../../src/target/dialect/dialect.ts';
import { responses } from '../../../src/target/dialect/responses.ts';

describe('content', () => {
  it.each<[string, unknown, object]>([
    ['a text', 'Yes', { text: 'Yes' }],
    ['nothing', null, {}],
    ['texts', [{ type: 'text', text: 'Ye' }, { type: 'text', text: 's' }, '!'], { text: 'Yes!' }],
    ['one part', { type: 'output_text', text: 'Yes' }, { text: 'Yes' }],
    [
      'thinking as Mistral writes it',
      [
        { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
        { type: 'text', text: 'Yes' },
      ],
      { reasoning: '[{"type":"text","text":"hm"}]', text: 'Yes' },
    ],
    ['thinking that is hidden', [{ type: 'redacted_thinking', data: 'x' }], { withheld: true }],
    ['a refusal', [{ type: 'refusal', refusal: 'No.' }], { text: 'No.', finish: 'withheld' }],
    [
      'a tool call',
      [{ type: 'tool_use', name: 'f', input: {} }],
      { tool: '{"type":"tool_use","name":"f","input":{}}', calls: 1 },
    ],
    ['a text of Converse', [{ text: 'Yes' }], { text: 'Yes' }],
    [
      'a text with citations of Converse',
      [{ citationsContent: { content: [{ text: 'Yes' }], citations: [] } }],
      { text: 'Yes' },
    ],
    ['an image', [{ type: 'image_url', image_url: { url: 'x' } }, { image: {} }], { unread: 2 }],
    ['a number', 7, { unread: 1 }],
    ['results of a search beside the text', [{ type: 'web_search_tool_result' }], {}],
  ])('content of %s is read or counted', (_, content, read) => {
    expect(readContent(content)).toEqual(read);
  });
});

function stream(dialect: Dialect, events: readonly unknown[]): ReplyAccumulator {
  const reading = new ReplyAccumulator();
  for (const [at, json] of events.entries()) reading.add(dialect.delta(json, false), at, at);
  return reading;
}

const delta = (members: object, finish_reason: string | null = null): object => ({
  choices: [{ index: 0, delta: members, finish_reason }],
});
const calls = [{ index: 0, function: { name: 'f', arguments: '{' } }];

describe('a stream', () => {
  it.each<[string, Dialect, unknown[], object]>([
    [
      'of parts',
      chat,
      [delta({ content: [{ type: 'text', text: 'Yes' }] })],
      { answer: 'Yes', empty: false },
    ],
    [
      'of a refusal',
      chat,
      [delta({ refusal: 'No.' }), delta({}, 'stop')],
      { answer: 'No.', finish: 'withheld', empty: false },
    ],
    [
      'of tool calls',
      chat,
      [delta({ content: null, tool_calls: calls })],
      { called: true, empty: false },
    ],
    ['of an old tool call', chat, [delta({ function_call: { name: 'f' } })], { empty: false }],
    ['of speech', chat, [delta({ audio: { transcript: 'Yes' } })], { answer: 'Yes' }],
    ['of sound', chat, [delta({ audio: { data: 'AAAA' } })], { unread: 1, empty: false }],
    ['of images', chat, [delta({ images: [{ type: 'image_url' }] })], { unread: 1, empty: false }],
    [
      'of nothing',
      chat,
      [delta({ content: '' }), delta({ content: null }, 'length')],
      { empty: true },
    ],
    ['of spaces', chat, [delta({ content: ' \n' })], { empty: true }],
    ['of thoughts alone', chat, [delta({ reasoning_content: 'hm' })], { empty: true }],
    [
      'of thoughts in parts',
      chat,
      [delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] })],
      { chunks: 1, empty: true },
    ],
    [
      'of a tool call in blocks',
      anthropic,
      [
        { type: 'content_block_start', content_block: { type: 'tool_use', name: 'f', input: {} } },
        { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: '{}' } },
      ],
      { called: true, empty: false, answer: '' },
    ],
    [
      'of a block of a kind to come',
      anthropic,
      [{ type: 'content_block_start', content_block: { type: 'hologram' } }],
      { unread: 1, empty: false },
    ],
    [
      'of a delta of a kind to come',
      anthropic,
      [{ type: 'content_block_delta', delta: { type: 'hologram_delta', light: 'x' } }],
      { unread: 1, empty: false },
    ],
    [
      'of a signature',
      anthropic,
      [{ type: 'content_block_delta', delta: { type: 'signature_delta', signature: 'x' } }],
      { unread: 0, empty: true },
    ],
    [
      'of a tool call of Converse',
      converse,
      [
        { contentBlockStart: { start: { toolUse: { name: 'f', toolUseId: 't' } } } },
        { contentBlockDelta: { delta: { toolUse: { input: '{}' } } } },
      ],
      { called: true, empty: false },
    ],
    [
      'of an image of Converse',
      converse,
      [{ contentBlockDelta: { delta: { image: {} } } }],
      { unread: 1 },
    ],
    [
      'of hidden thoughts of Converse',
      converse,
      [{ contentBlockDelta: { delta: { reasoningContent: { redactedContent: 'x' } } } }],
      { chunks: 0, empty: true, unread: 0 },
    ],
    [
      'of a function call of Responses',
      responses,
      [
        { type: 'response.output_item.added', item: { type: 'function_call', name: 'f' } },
        { type: 'response.function_call_arguments.delta', delta: '{}' },
      ],
      { called: true, empty: false },
    ],
    [
      'of a refusal of Responses',
      responses,
      [{ type: 'response.refusal.delta', delta: 'No.' }],
      { answer: 'No.', finish: 'withheld' },
    ],
    [
      'of a text that only the last event tells',
      responses,
      [
        {
          type: 'response.completed',
          response: {
            status: 'completed',
            output: [{ type: 'message', content: [{ type: 'output_text', text: 'Yes' }] }],
          },
        },
      ],
      { answer: 'Yes', done: true },
    ],
    [
      'of a text that the last event repeats',
      cohere,
      [
        { event_type: 'text-generation', text: 'Yes' },
        {
          event_type: 'stream-end',
          is_finished: true,
          finish_reason: 'COMPLETE',
          response: { text: 'Yes' },
        },
      ],
      { answer: 'Yes', done: true },
    ],
    [
      'of two choices',
      chat,
      [
        delta({ content: 'Yes' }),
        { choices: [{ index: 1, delta: { content: 'No' }, finish_reason: 'stop' }] },
      ],
      { answer: 'Yes', done: false },
    ],
  ])('a stream %s is empty only without any content', (_, dialect, events, read) => {
    expect(stream(dialect, events)).toMatchObject(read);
  });

  it('a stream of text and then a tool call lasts as long as the call', () => {
    const reading = stream(chat, [delta({ content: 'Well' }), delta({ tool_calls: calls })]);
    expect(reading.stamps).toMatchObject({ firstVisible: 0, lastToken: 1 });
  });
});

describe('a whole answer', () => {
  it.each<[string, Dialect, unknown, object]>([
    [
      'of tool calls',
      chat,
      { choices: [{ message: { content: null, tool_calls: calls }, finish_reason: 'tool_calls' }] },
      { text: '', tool: 'f{', finish: 'whole' },
    ],
    [
      'of a refusal',
      chat,
      { choices: [{ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }] },
      { text: 'No.', finish: 'withheld', done: true },
    ],
    [
      'of blocks',
      anthropic,
      {
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'Yes' },
        ],
        stop_reason: 'end_turn',
      },
      { text: 'Yes', reasoning: 'hm' },
    ],
    [
      'of an image that was made',
      responses,
      { status: 'completed', output: [{ type: 'image_generation_call', result: 'x' }] },
      { text: '', unread: 1 },
    ],
    [
      'that a guardrail withheld where JSON was asked for',
      converse,
      {
        output: { message: { content: [{ text: 'Sorry.' }] } },
        stopReason: 'guardrail_intervened',
      },
      { text: 'Sorry.', finish: 'withheld' },
    ],
  ])('a complete answer %s is read', (name, dialect, json, read) => {
    expect(dialect.answer(json, name.includes('JSON'))).toMatchObject(read);
  });
});
