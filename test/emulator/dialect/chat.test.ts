import { describe, expect, it } from 'vitest';
import {
  ANSWER,
  PROMPT,
  PROMPT_TOKENS,
  joinTexts,
  sseData,
  useEmulator,
} from '../running-emulator.ts';

const running = useEmulator(['chat-model']);

const ASKED = {
  model: 'chat-model',
  max_tokens: 100,
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: PROMPT }] },
  ],
};

describe.concurrent.each(['/v1/chat/completions', '/openai/v1/chat/completions'])('%s', (path) => {
  it('chat completions answer with one body', async () => {
    const json = await (await running.post(path, ASKED)).json();
    expect(json).toMatchObject({
      id: expect.stringMatching(/^emulated-/),
      object: 'chat.completion',
      model: 'chat-model',
      choices: [{ message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' }],
      usage: { completion_tokens: 10, prompt_tokens: PROMPT_TOKENS + 3 },
    });
  });

  it('chat completions stream server-sent events, with usage only where requested', async () => {
    const ask = async (extra: object): Promise<unknown[]> =>
      sseData(await (await running.post(path, { ...ASKED, stream: true, ...extra })).text());
    const events = await ask({ stream_options: { include_usage: true } });
    expect(events.at(-1)).toBe('[DONE]');
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { completion_tokens: 10 } });
    expect(joinTexts(events, 'choices.0.delta.content')).toBe(ANSWER);
    const plain = await ask({});
    expect(JSON.stringify(plain)).not.toContain('usage');
  });

  it('chat completions answer in JSON of the response format’s schema', async () => {
    const schema = { type: 'object', properties: { said: { type: 'string' } } };
    const response_format = { type: 'json_schema', json_schema: { name: 'note', schema } };
    const json: unknown = await (await running.post(path, { ...ASKED, response_format })).json();
    expect(JSON.parse(joinTexts([json], 'choices.0.message.content'))).toEqual({ said: ANSWER });
  });

  it('chat completions refuse a request without a model', async () => {
    const response = await running.post(path, { messages: ASKED.messages });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'You must provide a model parameter.' },
    });
  });
});

describe.concurrent('/v1/completions', () => {
  const request = { model: 'chat-model', max_tokens: 100, prompt: PROMPT };

  it('text completions answer with one body', async () => {
    expect(await (await running.post('/v1/completions', request)).json()).toMatchObject({
      object: 'text_completion',
      choices: [{ text: ANSWER, finish_reason: 'stop' }],
      usage: { completion_tokens: 10, prompt_tokens: PROMPT_TOKENS },
    });
  });

  it('text completions stream, with usage only where requested', async () => {
    const stream = async (more: object): Promise<unknown[]> =>
      sseData(
        await (await running.post('/v1/completions', { ...request, stream: true, ...more })).text(),
      );
    const events = await stream({ stream_options: { include_usage: true } });
    expect(joinTexts(events, 'choices.0.text')).toBe(ANSWER);
    expect(events.at(-1)).toBe('[DONE]');
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { completion_tokens: 10 } });
    expect((await stream({})).at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  });

  it('text completions refuse a body without a prompt', async () => {
    const reply = await running.post('/v1/completions', { model: 'chat-model' });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      error: { message: expect.stringContaining("Invalid value for 'prompt'") as unknown },
    });
  });
});
