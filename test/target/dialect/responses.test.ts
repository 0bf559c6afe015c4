import { describe, expect, it } from 'vitest';
import { responses } from '../../../src/target/dialect/responses.ts';
import { queryOf } from '../asking.ts';

const MESSAGE = { type: 'message', content: [{ type: 'output_text', text: 'Hello' }] };
const USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 64 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
};
const TOKENS = { input: 100, cacheRead: 64, output: 7, reasoning: 3, wire: 'responses' };

describe("OpenAI's Responses API", () => {
  it('the Responses API gets instructions and input, and stores nothing', () => {
    const query = queryOf('Hi', { system: 'Be brief.', temperature: 0 });
    expect(responses.body(query)).toEqual({
      instructions: 'Be brief.',
      input: [{ role: 'user', content: 'Hi' }],
      max_output_tokens: 64,
      temperature: 0,
      store: false,
    });
  });

  it('the Responses API is asked for JSON by a text format', () => {
    const output = { name: 'note', description: 'A note.', schema: { type: 'object' } };
    expect(responses.body(queryOf('Hi', { output }))).toMatchObject({
      text: { format: { type: 'json_schema', name: 'note', schema: { type: 'object' } } },
    });
  });

  it('a Responses answer is the text of its messages without reasoning', () => {
    const output = [{ type: 'reasoning', content: [{ text: 'hm' }] }, MESSAGE];
    const json = { status: 'completed', output, usage: USAGE, model: 'gpt-6' };
    expect(responses.answer(json, false)).toMatchObject({
      text: 'Hello',
      stopReason: 'completed',
      tokens: TOKENS,
      server: { model: 'gpt-6' },
    });
  });

  it('a Responses reply without output has no answer', () => {
    expect(responses.answer({ odd: 1 }, false).text).toBeUndefined();
  });

  it.each<[string, object, object]>([
    ['a delta', { type: 'response.output_text.delta', delta: 'He' }, { text: 'He' }],
    ['a thought', { type: 'response.reasoning_text.delta', delta: 'hm' }, { reasoning: 'hm' }],
    ['what only frames', { type: 'response.output_text.done', text: 'Hello' }, {}],
    [
      'the end',
      {
        type: 'response.completed',
        response: { status: 'completed', output: [MESSAGE], usage: USAGE },
      },
      { done: true, stopReason: 'completed', tokens: TOKENS },
    ],
    [
      'an end at the limit',
      {
        type: 'response.incomplete',
        response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      },
      { done: true, stopReason: 'max_output_tokens' },
    ],
    [
      'a failure',
      {
        type: 'response.failed',
        response: { error: { code: 'rate_limit_exceeded', message: 'slow' } },
      },
      { failure: { name: 'rate_limit_exceeded', message: 'slow' } },
    ],
    [
      'an error',
      { type: 'error', code: 'server_error', message: 'oops' },
      { failure: { name: 'server_error', message: 'oops' } },
    ],
  ])('the Responses dialect reads %s', (_, event, delta) => {
    const read = responses.delta(event, false);
    expect(read).toMatchObject(delta);
    if (!('text' in delta)) expect(read.text).toBeUndefined();
  });
});
