import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
} from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import { ANSWER, PROMPT, collect, joinTexts, sseData, useEmulator } from '../running-emulator.ts';

const running = useEmulator(['tgi-endpoint', 'lmi-endpoint', 'chat-endpoint', 'embed-endpoint']);

const GENERATE = { inputs: PROMPT, parameters: { max_new_tokens: 100, details: true } };
const CHAT = { messages: [{ role: 'user', content: PROMPT }], max_tokens: 100 };

async function invoke(endpoint: string, body: object): Promise<unknown> {
  const input = {
    EndpointName: endpoint,
    ContentType: 'application/json',
    Body: JSON.stringify(body),
  };
  const reply = await running.sageMaker.send(new InvokeEndpointCommand(input));
  expect(reply.InvokedProductionVariant).toBe('AllTraffic');
  return JSON.parse(Buffer.from(reply.Body).toString());
}

async function stream(
  endpoint: string,
  body: object,
): Promise<{ type: string | undefined; parts: string[] }> {
  const input = {
    EndpointName: endpoint,
    ContentType: 'application/json',
    Body: JSON.stringify(body),
  };
  const reply = await running.sageMaker.send(new InvokeEndpointWithResponseStreamCommand(input));
  const parts = (await collect(reply.Body)).map((event) =>
    Buffer.from(event.PayloadPart?.Bytes ?? []).toString(),
  );
  return { type: reply.ContentType, parts };
}

describe.concurrent('a TGI container', () => {
  it('a TGI container answers with an array', async () => {
    expect(await invoke('tgi-endpoint', GENERATE)).toMatchObject([
      { generated_text: ANSWER, details: { finish_reason: 'eos_token', generated_tokens: 10 } },
    ]);
  });

  it('a TGI container streams server-sent events, the last with the whole text', async () => {
    const { type, parts } = await stream('tgi-endpoint', { ...GENERATE, stream: true });
    expect(type).toBe('text/event-stream');
    const events = sseData(parts.join(''));
    expect(joinTexts(events.slice(0, -1), 'token.text')).toBe(ANSWER);
    expect(events.at(-1)).toMatchObject({
      generated_text: ANSWER,
      details: { generated_tokens: 10 },
    });
  });

  it('a TGI container refuses a body without inputs', async () => {
    await expect(invoke('tgi-endpoint', {})).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe.concurrent('an LMI container', () => {
  it('an LMI container answers with an object', async () => {
    expect(await invoke('lmi-endpoint', GENERATE)).toMatchObject({ generated_text: ANSWER });
  });

  it('an LMI container streams JSON lines that are split across parts', async () => {
    const { type, parts } = await stream('lmi-endpoint', { ...GENERATE, stream: true });
    expect(type).toBe('application/jsonlines');
    expect(parts.every((part) => part.endsWith('\n'))).toBe(false);
    const lines = parts.join('').trimEnd().split('\n');
    const tokens = lines.map((line): unknown => JSON.parse(line));
    expect(joinTexts(tokens, 'token.text')).toBe(ANSWER);
    expect(tokens.at(-1)).toMatchObject({ generated_text: ANSWER });
  });
});

describe.concurrent('a container with OpenAI’s chat format', () => {
  it('a container with OpenAI chat answers with one body or a stream', async () => {
    expect(await invoke('chat-endpoint', CHAT)).toMatchObject({
      choices: [{ message: { content: ANSWER } }],
    });
    const { parts } = await stream('chat-endpoint', { ...CHAT, stream: true });
    const events = sseData(parts.join(''));
    expect(joinTexts(events, 'choices.0.delta.content')).toBe(ANSWER);
    expect(events.at(-1)).toBe('[DONE]');
  });
});

describe.concurrent('a container of Text Embeddings Inference', () => {
  it('an embedding container answers with one unit vector, the same for texts with the same words', async () => {
    const [vector] = (await invoke('embed-endpoint', { inputs: 'A blue shoe.' })) as number[][];
    expect(vector).toHaveLength(1024);
    expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 9);
    expect(await invoke('embed-endpoint', { inputs: ['a BLUE shoe!'] })).toEqual([vector]);
  });

  it('a reranking container ranks every text', async () => {
    const texts = ['Nine to five.', 'A red shoe.', 'A blue shoe.'];
    const ranked = await invoke('embed-endpoint', { query: 'blue shoe', texts });
    expect((ranked as { index: number }[]).map(({ index }) => index)).toEqual([2, 1, 0]);
  });
});
