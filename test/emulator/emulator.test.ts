import { connect } from 'node:http2';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { ACCESS, ANSWER, HAIKU, PROMPT, PROMPT_TOKENS, useEmulator } from './running-emulator.ts';

const LIMITED = [
  'few.requests',
  'few.tokens',
  'few.tokens-a-day',
  '/prod/few',
  'few-endpoint',
  'few.answers',
];

const running = useEmulator([HAIKU, '/prod/answer', ...LIMITED], {
  quotas: {
    'few.requests': { requestsPerMinute: 1 },
    'few.tokens': { tokensPerMinute: 150 },
    'few.tokens-a-day': { tokensPerDay: 10 },
    '/prod/few': { requestsPerMinute: 1 },
    'few-endpoint': { requestsPerMinute: 1 },
    'few.answers': { outputTokensPerMinute: 13 },
  },
});

function converse(modelId: string, maxTokens = 100): ConverseCommand {
  const messages = [{ role: 'user' as const, content: [{ text: PROMPT }] }];
  return new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens } });
}

/** Creates a client without retries, so that each error is the emulator's own. */
function once(): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ ...ACCESS, endpoint: running.emulator.url, maxAttempts: 1 });
}

const POSTED = { messages: [{ role: 'user', content: [{ text: PROMPT }] }] };

describe.concurrent('the port', () => {
  it('the port serves HTTP/1.1 and HTTP/2 clients at the same time', async () => {
    const path = `/model/${encodeURIComponent(HAIKU)}/converse`;
    const [h1, h2] = await Promise.all([
      running.post(path, POSTED).then((response) => response.json()),
      running.bedrock.send(converse(HAIKU)),
    ]);
    expect(h1).toMatchObject({ output: { message: { content: [{ text: ANSWER }] } } });
    expect(h2.output?.message?.content).toEqual([{ text: ANSWER }]);
  });

  it('the port serves many requests of one HTTP/2 session', async () => {
    const session = connect(running.emulator.url);
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        () =>
          new Promise((resolve, reject) => {
            const stream = session.request({ ':path': '/_proofload/health' });
            stream.on('response', (headers) => resolve(headers[':status']));
            stream.on('error', reject);
            stream.resume();
          }),
      ),
    );
    session.destroy();
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
  });

  it('concurrent clients get their own answers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const text = `<passage>Parcel ${n} arrives on day ${n}.</passage><question>When does parcel ${n} arrive?</question>`;
        const messages = [{ role: 'user' as const, content: [{ text }] }];
        const reply = await running.bedrock.send(new ConverseCommand({ modelId: HAIKU, messages }));
        // The emulated model sometimes answers that it found nothing.
        const answer = reply.output?.message?.content?.[0]?.text ?? 'Parcel';
        return answer.startsWith(`Parcel ${n} `) || !answer.includes('Parcel');
      }),
    );
    expect(answers.every(Boolean)).toBe(true);
  });

  it('a port in use is a Problem', async () => {
    const port = Number(new URL(running.emulator.url).port);
    const settings = { profiles: {}, quotas: {}, faults: [] };
    await expect(startEmulator({ settings, seed: 1, port })).rejects.toMatchObject({
      name: 'Problem',
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${port}`),
    });
  });
});

describe.concurrent('a request', () => {
  it('a request for an unknown operation gets 404', async () => {
    const response = await running.post(`/model/${HAIKU}/sing`, {});
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toMatch(/^UnknownOperationException:/);
  });

  it('a request without credentials gets 403', async () => {
    const response = await fetch(`${running.emulator.url}/model/${HAIKU}/converse`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
  });

  it('a request that is not JSON gets SerializationException', async () => {
    const response = await running.post(`/model/${HAIKU}/converse`, '{"messages": [');
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toMatch(/^SerializationException:/);
  });

  it('a request for an unknown API gets the gateway’s Missing Authentication Token', async () => {
    const response = await fetch(`${running.emulator.url}/prod/answer`);
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
  });

  it('a request by ARN reaches the model', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.test.model';
    const reply = await running.bedrock.send(converse(arn, 3));
    expect(reply.stopReason).toBe('max_tokens');
  });

  it('CountTokens returns the input tokens that the request is charged', async () => {
    const { messages } = converse(HAIKU).input;
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 9,
      messages: [{ role: 'user', content: PROMPT }],
    };
    const counts = await Promise.all(
      [
        { converse: { messages } },
        { invokeModel: { body: new TextEncoder().encode(JSON.stringify(body)) } },
      ].map((input) => running.bedrock.send(new CountTokensCommand({ modelId: HAIKU, input }))),
    );
    expect(counts.map(({ inputTokens }) => inputTokens)).toEqual([PROMPT_TOKENS, PROMPT_TOKENS]);
  });
});

describe.concurrent('a quota', () => {
  it('a quota of output tokens truncates the answer that exhausts it, then throttles', async () => {
    const ask = async (): Promise<unknown> => {
      const response = await running.post('/openai/v1/chat/completions', {
        model: 'few.answers',
        messages: [{ role: 'user', content: PROMPT }],
        max_tokens: 100,
      });
      return response.json();
    };
    expect(await ask()).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      usage: { completion_tokens: 10 },
    });
    const cut = await ask();
    expect(cut).toMatchObject({ choices: [{ finish_reason: 'length' }] });
  });

  it.each([
    ['few.requests', 'Too many requests, please wait before trying again.'],
    ['few.tokens', 'Too many tokens, please wait before trying again.'],
    ['few.tokens-a-day', 'Too many tokens per day, please wait before trying again.'],
  ])('the quota of %s throttles with Bedrock’s message', async (model, message) => {
    const client = once();
    const replies = await Promise.allSettled([1, 2].map(() => client.send(converse(model))));
    const refused = replies.filter((reply) => reply.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        name: 'ThrottlingException',
        message,
        $metadata: { httpStatusCode: 429 },
      });
    }
  });

  it('a quota throttles with status 400 on SageMaker', async () => {
    const client = new SageMakerRuntimeClient({
      ...ACCESS,
      endpoint: running.emulator.url,
      maxAttempts: 1,
    });
    const ask = (): Promise<unknown> =>
      client.send(
        new InvokeEndpointCommand({
          EndpointName: 'few-endpoint',
          Body: JSON.stringify({ inputs: PROMPT }),
        }),
      );
    await ask();
    await expect(ask()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('a quota of a deployed API throttles with the gateway’s error', async () => {
    const ask = (): Promise<Response> => running.post('/prod/few', { question: 'Why?' });
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({ message: 'Too Many Requests' });
  });
});

describe('the log', () => {
  it('the log has arrival, first token and end of each request, in order', async () => {
    const before = running.emulator.log().length;
    await running.bedrock.send(converse(HAIKU));
    const entry = running.emulator.log()[before];
    expect(entry).toMatchObject({
      id: expect.stringMatching(/^emulated-/),
      route: 'Converse',
      model: HAIKU,
      inputTokens: PROMPT_TOKENS,
      outputTokens: 10,
      outcome: 'ok',
      attempt: 'attempt=1; max=3',
    });
    const { arrived = 0, firstToken = 0, end = 0, epoch = 0 } = entry ?? {};
    expect(arrived).toBeLessThan(firstToken);
    expect(firstToken).toBeLessThanOrEqual(end);
    expect(Math.abs(epoch - (performance.timeOrigin + arrived))).toBeLessThan(1);
  });

  it('the log is returned over HTTP, one line per request', async () => {
    await running.bedrock.send(converse(HAIKU));
    const body = await (await fetch(`${running.emulator.url}/_proofload/log`)).text();
    const entries = body
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(entries).toEqual(running.emulator.log());
  });

  it('a client that disconnects is logged as interrupted, and the next is served', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${running.emulator.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({
        model: HAIKU,
        stream: true,
        messages: [{ role: 'user', content: 'words without end '.repeat(500) }],
      }),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    await expect
      .poll(() => running.emulator.log().at(-1))
      .toMatchObject({ route: 'ChatCompletions', outcome: 'interrupted' });
    const left = running.emulator.log().at(-1);
    expect(left?.outputTokens).toBeGreaterThan(0);
    expect(left?.outputTokens).toBeLessThan(1500);
    const reply = await running.bedrock.send(converse(HAIKU));
    expect(reply.stopReason).toBe('end_turn');
  });
});

describe('the control API', () => {
  it('the control API sets and removes faults', async () => {
    const faults = [{ kind: 'server-error', probability: 1, on: HAIKU }];
    expect((await running.post('/_proofload/faults', faults)).status).toBe(200);
    await expect(once().send(converse(HAIKU))).rejects.toThrow();
    await running.post('/_proofload/faults', []);
    await expect(once().send(converse(HAIKU))).resolves.toBeDefined();
  });

  it('the control API refuses an unknown fault and lists the known ones', async () => {
    const response = await running.post('/_proofload/faults', [{ kind: 'fire', probability: 1 }]);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('cut-frame') });
  });

  it('the control API answers a health check', async () => {
    const response = await fetch(`${running.emulator.url}/_proofload/health`);
    expect(await response.json()).toEqual({ status: 'ok', emulated: true });
  });
});

describe('an emulator', () => {
  it('an emulator with an unknown profile does not start', async () => {
    const settings = { profiles: { [HAIKU]: 'clade-3-haiku' }, quotas: {}, faults: [] };
    await expect(startEmulator({ settings, seed: 1 })).rejects.toThrow(
      'Did you mean "claude-3-haiku"?',
    );
  });

  it('an emulator that closes ends running requests and frees the port', async () => {
    const settings = { profiles: {}, quotas: {}, faults: [] };
    const emulator = await startEmulator({ settings, seed: 1 });
    const client = new BedrockRuntimeClient({ ...ACCESS, endpoint: emulator.url, maxAttempts: 1 });
    const response = client.send(converse(HAIKU));
    const broken = expect(response).rejects.toBeInstanceOf(Error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await emulator.close();
    await broken;
    await expect(fetch(emulator.url)).rejects.toThrow();
  });
});
