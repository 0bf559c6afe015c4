import { describe, expect, it } from 'vitest';
import { ReplyAccumulator } from '../../src/target/decode/reply-accumulator.ts';
import { anthropic } from '../../src/target/dialect/anthropic.ts';
import { chat } from '../../src/target/dialect/chat.ts';
import { converse } from '../../src/target/dialect/converse.ts';
import type { Dialect } from '../../src/target/dialect/dialect.ts';
import { responses } from '../../src/target/dialect/responses.ts';

function calls(dialect: Dialect, events: readonly object[]): number {
  const reading = new ReplyAccumulator();
  events.forEach((event, index) => reading.add(dialect.delta(event, false), index, index));
  return reading.calls;
}

const started = (name: string) => ({ contentBlockStart: { start: { toolUse: { name } } } });
const toolBlock = (name: string) => ({
  type: 'content_block_start',
  content_block: { type: 'tool_use', name, input: {} },
});
const chunk = (index: number, called: object) => ({
  choices: [{ delta: { tool_calls: [{ index, function: called }] } }],
});
const item = (name: string) => ({
  type: 'response.output_item.added',
  item: { type: 'function_call', name },
});

describe('the tool calls of a stream', () => {
  it.each<[string, Dialect, object[]]>([
    [
      'Converse',
      converse,
      [
        started('f'),
        { contentBlockDelta: { delta: { toolUse: { input: '{"a":1}' } } } },
        started('g'),
      ],
    ],
    [
      'Messages',
      anthropic,
      [
        toolBlock('f'),
        { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: '{}' } },
        toolBlock('g'),
      ],
    ],
    [
      'chat',
      chat,
      [
        chunk(0, { name: 'f', arguments: '' }),
        chunk(0, { arguments: '{"a":' }),
        chunk(0, { name: '', arguments: '1}' }),
        chunk(1, { name: 'g', arguments: '{}' }),
      ],
    ],
    [
      'Responses',
      responses,
      [item('f'), { type: 'response.function_call_arguments.delta', delta: '{}' }, item('g')],
    ],
  ])('the tool calls of a stream are counted when they begin: %s', (_, dialect, events) => {
    expect(calls(dialect, events)).toBe(2);
  });

  it('a forced call that is the answer does not count as a tool call', () => {
    const reading = new ReplyAccumulator();
    reading.add(converse.delta(started('answer'), true), 1, 1);
    reading.add(
      converse.delta({ contentBlockDelta: { delta: { toolUse: { input: '{}' } } } }, true),
      2,
      2,
    );
    expect(reading.calls).toBe(0);
    expect(reading.answer).toBe('{}');
  });
});

describe('the tool calls of a whole answer', () => {
  const use = (name: string) => ({ type: 'tool_use', name, input: {} });
  it.each<[string, Dialect, object]>([
    [
      'Converse',
      converse,
      {
        output: {
          message: {
            content: [{ toolUse: { name: 'f', input: {} } }, { toolUse: { name: 'g', input: {} } }],
          },
        },
      },
    ],
    ['Messages', anthropic, { content: [use('f'), { type: 'text', text: 'x' }, use('g')] }],
    [
      'chat',
      chat,
      {
        choices: [
          {
            message: {
              content: null,
              tool_calls: [{ function: { name: 'f' } }, { function: { name: 'g' } }],
            },
          },
        ],
      },
    ],
    [
      'Responses',
      responses,
      {
        output: [
          { type: 'function_call', name: 'f' },
          { type: 'function_call', name: 'g' },
        ],
      },
    ],
  ])('the tool calls of a complete answer are counted: %s', (_, dialect, json) => {
    expect(dialect.answer(json, false).calls).toBe(2);
  });
});
