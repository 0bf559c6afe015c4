import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/target/json/field-path.ts';
import { ANSWER, PROMPT, useEmulator } from '../running-emulator.ts';

const running = useEmulator(['gpt']);

const ASKED = { model: 'gpt', instructions: 'Be brief.', input: PROMPT, max_output_tokens: 100 };

async function events(request: object): Promise<unknown[]> {
  const body = await (await running.post('/v1/responses', { ...request, stream: true })).text();
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line): unknown => JSON.parse(line.slice('data: '.length)));
}

describe.concurrent('/v1/responses', () => {
  it.each(['/v1/responses', '/openai/v1/responses'])(
    'the Responses API answers with one body under %s',
    async (path) => {
      const json = await (await running.post(path, ASKED)).json();
      expect(json).toMatchObject({
        object: 'response',
        status: 'completed',
        output: [{ type: 'message', content: [{ type: 'output_text', text: ANSWER }] }],
        usage: { output_tokens: 10, input_tokens_details: { cached_tokens: 0 } },
      });
    },
  );

  it('the Responses API streams deltas, then the complete response', async () => {
    const all = await events({ ...ASKED, input: [{ role: 'user', content: PROMPT }] });
    const deltas = all.filter((each) => textAt('type')(each) === 'response.output_text.delta');
    expect(deltas.map((each) => textAt('delta')(each)).join('')).toBe(ANSWER);
    expect(all.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { status: 'completed' },
    });
  });

  it('the Responses API marks an answer cut at its limit as incomplete', async () => {
    expect((await events({ ...ASKED, max_output_tokens: 3 })).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { incomplete_details: { reason: 'max_output_tokens' } },
    });
  });

  it('the Responses API answers in JSON of the text format’s schema', async () => {
    const schema = { type: 'object', properties: { said: { type: 'string' } } };
    const text = { format: { type: 'json_schema', name: 'note', schema } };
    const json = await (await running.post('/v1/responses', { ...ASKED, text })).json();
    expect(JSON.parse(textAt('output.0.content.0.text')(json) ?? '')).toEqual({ said: ANSWER });
  });
});
