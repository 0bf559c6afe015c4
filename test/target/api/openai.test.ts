import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

async function ask(
  stream: boolean,
  respond: Respond,
  more: Partial<Extract<ServiceSpec, { kind: 'openai' }>> = {},
): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const spec = specOf({
    kind: 'openai',
    api: 'chat',
    url: 'https://api.example.com/openai/v1/',
    model: 'gpt-4o-mini',
    headers: { Authorization: 'Bearer key' },
    stream,
    ...more,
  });
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi'), callOf());
    return { reply, request: server.requests[0] };
  } finally {
    await target.close();
    await server.close();
  }
}

const STREAM =
  'data: {"model":"gpt-4o-mini-1","choices":[{"delta":{"role":"assistant","content":""}}]}\n\n' +
  'data: {"choices":[{"delta":{"content":"Yes"}}]}\n\n' +
  'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n' +
  'data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":1}}\n\ndata: [DONE]\n\n';

describe('an OpenAI target', () => {
  it("an OpenAI target sends to the endpoint's origin with the target's own path and headers", async () => {
    const { request } = await ask(true, (response) => response.end(STREAM));
    expect(request).toMatchObject({
      method: 'POST',
      path: '/openai/v1/chat/completions',
      headers: { authorization: 'Bearer key', accept: 'text/event-stream' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('an OpenAI target reads a stream with its usage after the finish reason', async () => {
    const { reply } = await ask(true, (response) => {
      response.setHeader('x-request-id', 'req-1').end(STREAM);
    });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      chunks: 1,
      stopReason: 'stop',
      tokens: { input: 4, output: 1, source: 'reported' },
      server: { requestId: 'req-1', model: 'gpt-4o-mini-1' },
    });
  });

  it('an OpenAI stream that ends before its finish reason is incomplete', async () => {
    const { reply } = await ask(true, (response) => {
      response.end(STREAM.slice(0, STREAM.indexOf('data: {"choices":[{"delta":{},')));
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Yes' });
  });

  it('an OpenAI target reads an error in the middle of a stream', async () => {
    const { reply } = await ask(true, (response) => {
      response.end('data: {"error":{"message":"slow down","code":"rate_limit_exceeded"}}\n\n');
    });
    expect(reply).toMatchObject({ outcome: 'throttled', error: { message: 'slow down' } });
  });

  it('an exhausted account and a rate limit have different outcomes', async () => {
    const outcomes: string[] = [];
    for (const code of ['insufficient_quota', 'rate_limit_exceeded']) {
      const { reply } = await ask(false, (response) => {
        response.writeHead(429).end(JSON.stringify({ error: { code, message: 'no' } }));
      });
      outcomes.push(reply.outcome);
    }
    expect(outcomes).toEqual(['quota_exhausted', 'throttled']);
  });
});

/**
 * Streams of OpenAI-compatible servers, which differ in their extra members and in the place of the
 * counts.
 */
const SERVERS: readonly [string, string][] = [
  [
    'vLLM, whose last chunk has counts and no choice',
    'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"prompt_token_ids":null}\n\n' +
      'data: {"id":"c","choices":[{"index":0,"delta":{"content":"Yes"},"logprobs":null,"finish_reason":null,"token_ids":null}]}\n\n' +
      'data: {"id":"c","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop","stop_reason":null}]}\n\n' +
      'data: {"id":"c","choices":[],"usage":{"prompt_tokens":4,"total_tokens":5,"completion_tokens":1}}\n\ndata: [DONE]\n\n',
  ],
  [
    'vLLM with counts in every chunk',
    'data: {"choices":[{"index":0,"delta":{"content":"Yes"},"finish_reason":null}],"usage":{"prompt_tokens":4,"completion_tokens":0}}\n\n' +
      'data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":1}}\n\ndata: [DONE]\n\n',
  ],
  [
    'Ollama, which thinks in "reasoning"',
    'data: {"id":"chatcmpl-1","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"Hm"},"finish_reason":null}]}\n\n' +
      'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Yes"},"finish_reason":null}]}\n\n' +
      'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}\n\n' +
      'data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":1,"total_tokens":5}}\n\ndata: [DONE]\n\n',
  ],
  [
    'llama.cpp, whose first content is null and whose counts stand beside its timings',
    'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}]}\n\n' +
      'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Yes"}}]}\n\n' +
      'data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}]}\n\n' +
      'data: {"choices":[],"usage":{"completion_tokens":1,"prompt_tokens":4,"total_tokens":5},"timings":{"prompt_n":4,"predicted_n":1,"predicted_per_second":12.5}}\n\ndata: [DONE]\n\n',
  ],
  [
    'LiteLLM, with comments to keep the line open, carriage returns, and no [DONE]',
    ': ping\r\n\r\ndata: {"choices":[{"index":0,"delta":{"content":"Yes","role":"assistant"}}]}\r\n\r\n' +
      'data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}]}\r\n\r\n' +
      'data: {"choices":[{"index":0,"delta":{}}],"usage":{"completion_tokens":1,"prompt_tokens":4,"total_tokens":5}}\r\n\r\n',
  ],
];

describe('an OpenAI target of another server', () => {
  it.each(SERVERS)('an OpenAI target reads the stream of %s', async (_, text) => {
    const { reply } = await ask(true, (response) => response.end(text));
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      stopReason: 'stop',
      tokens: { input: 4, output: 1, source: 'reported' },
    });
  });

  it('api: completions sends the prompt unchanged', async () => {
    const { reply, request } = await ask(
      true,
      (response) => {
        response.end(
          'data: {"object":"text_completion","choices":[{"index":0,"text":"Yes","finish_reason":null}]}\n\n' +
            'data: {"choices":[{"index":0,"text":"","finish_reason":"length"}]}\n\n' +
            'data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":1}}\n\ndata: [DONE]\n\n',
        );
      },
      { api: 'completions' },
    );
    expect(request?.path).toBe('/openai/v1/completions');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'gpt-4o-mini',
      prompt: 'Hi',
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Yes', stopReason: 'length' });
    expect(reply.tokens).toMatchObject({ input: 4, output: 1 });
  });
});
