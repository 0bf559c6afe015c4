import { describe, expect, it } from 'vitest';
import { HAIKU, useEmulator } from './running-emulator.ts';

const running = useEmulator([HAIKU, 'my-endpoint']);

async function get(path: string) {
  const response = await fetch(`${running.emulator.url}${path}`);
  return { status: response.status, text: await response.text() };
}

describe('an emulator asked about itself', () => {
  it.each(['/health', '/ping', '/version'])('is healthy at %s', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it('lists its models, those of its settings first', async () => {
    const { text } = await get('/v1/models');
    const { data } = JSON.parse(text) as { data: { id: string; object: string }[] };
    expect(data.slice(0, 2)).toMatchObject([{ id: HAIKU, object: 'model' }, { id: 'my-endpoint' }]);
    expect(data.length).toBeGreaterThan(20);
  });

  it('tells STS’s caller in XML, and refuses other actions in XML', async () => {
    const query = async (action: string) => {
      const response = await fetch(running.emulator.url, {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=emulated/20261127/us-east-1/sts/aws4_request',
        },
        body: new URLSearchParams({ Action: action, Version: '2011-06-15' }),
      });
      return { status: response.status, text: await response.text() };
    };
    expect(await query('GetCallerIdentity')).toMatchObject({
      status: 200,
      text: expect.stringContaining('<Account>123456789012</Account>') as unknown,
    });
    expect(await query('ListUsers')).toMatchObject({
      status: 400,
      text: expect.stringContaining('<Code>InvalidAction</Code>') as unknown,
    });
  });

  it('ranks documents at /v1/rerank', async () => {
    const response = await running.post('/v1/rerank', {
      model: HAIKU,
      query: 'When are refunds paid?',
      documents: ['Shoes are blue.', { text: 'Refunds are paid within 14 days.' }],
      top_n: 1,
    });
    expect(await response.json()).toMatchObject({ results: [{ index: 1, relevance_score: 1 }] });
  });

  it('counts the tokens of an Anthropic request without max_tokens', async () => {
    const body = { model: HAIKU, messages: [{ role: 'user', content: 'one two three' }] };
    const response = await running.post('/v1/messages/count_tokens', body);
    expect(await response.json()).toEqual({ input_tokens: expect.any(Number) as unknown });
  });

  it('answers a SageMaker endpoint at OpenAI’s path', async () => {
    const body = { messages: [{ role: 'user', content: 'Why?' }] };
    const response = await running.post('/endpoints/my-endpoint/openai/v1/chat/completions', body);
    expect(await response.json()).toMatchObject({ model: 'my-endpoint' });
  });
});
