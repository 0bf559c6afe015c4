import { once } from 'node:events';
import { createServer } from 'node:http';
import { assert, asyncProperty, boolean, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { measure } from '../../src/metrics/aggregates/measurement.ts';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { sampleOf } from '../metrics/sample-stub.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';
import { eventBytes, frameBytes } from '../target/frame-bytes.ts';
import { startWireServer } from '../target/wire-server.ts';

/**
 * One stream as its service writes it: the bytes up to the end of the answer, and those after it.
 */
interface Wire {
  readonly service: ServiceSpec;
  readonly answer: Buffer;
  readonly rest: Buffer;
  /** Number of bytes at the end of `answer` that may be missing: the blank line after an event. */
  readonly spare?: number;
  /** Only the body's framing shows the end: without it a clean end proves nothing. */
  readonly framedOnly?: true;
}

const sse = (...events: unknown[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const lines = (...events: unknown[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
const named = (...events: { type: string; [member: string]: unknown }[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const invoked = (...events: unknown[]): Buffer =>
  Buffer.concat(
    events.map((event) =>
      eventBytes('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64') }),
    ),
  );
const slices = (type: string, text: string, size: number): Buffer =>
  Buffer.concat(
    (text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? []).map((part) =>
      frameBytes({ ':message-type': 'event', ':event-type': type }, Buffer.from(part)),
    ),
  );

const delta = (content: string, finish_reason: string | null = null): object => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content }, finish_reason }],
});
const USAGE = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } };
const openai = (more: Partial<Extract<ServiceSpec, { kind: 'openai' }>> = {}): ServiceSpec => ({
  kind: 'openai',
  api: 'chat',
  url: 'https://api.example.com/v1',
  model: 'm',
  headers: {},
  stream: true,
  ...more,
});
const invoke = (model: string): ServiceSpec => ({ kind: 'bedrock-invoke', model, stream: true });
const sagemaker = (body: 'tgi' | 'lmi' | 'openai'): ServiceSpec => ({
  kind: 'sagemaker',
  endpointName: 'e',
  body,
  stream: true,
});
const API = { body: { q: '{{ prompt }}' }, answer: 'text', stream: true } as const;
const http = (more: { done?: string; usage?: { output?: string } }): ServiceSpec => ({
  kind: 'http',
  url: 'https://api.example.com/ask',
  headers: {},
  ...API,
  usage: {},
  ...more,
});

const MESSAGES = [
  { type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grü' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ße' } },
  { type: 'content_block_stop', index: 0 },
];
const MESSAGES_END = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} };
const CONVERSE = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Grü' } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'ße' } } },
  { messageStop: { stopReason: 'end_turn' } },
];
const tgi = [
  { token: { id: 1, text: 'Grü', special: false }, generated_text: null, details: null },
  {
    token: { id: 2, text: 'ße', special: false },
    generated_text: 'Grüße',
    details: { finish_reason: 'length', generated_tokens: 2 },
  },
];

function text(
  service: ServiceSpec,
  answer: string,
  rest: string,
  more: Pick<Wire, 'spare' | 'framedOnly'> = {},
): Wire {
  return { service, answer: Buffer.from(answer), rest: Buffer.from(rest), spare: 2, ...more };
}

const WIRES: Readonly<Record<string, Wire>> = {
  'OpenAI chat': text(
    openai(),
    sse(delta('Grü'), delta('ße'), delta('', 'stop')),
    `${sse(USAGE)}data: [DONE]\n\n`,
  ),
  'chat with an empty finish reason in every chunk': text(
    openai(),
    sse(delta('Grü', ''), delta('ße', ''), delta('', 'stop')),
    'data: [DONE]\n\n',
  ),
  'chat with counts in every chunk': text(
    openai(),
    sse({ ...delta('Grü'), usage: USAGE.usage }, { ...delta('ße', 'length'), usage: USAGE.usage }),
    'data: [DONE]\n\n',
  ),
  'chat with carriage returns': text(
    openai(),
    sse(delta('Grü'), delta('ße'), delta('', 'stop')).replaceAll('\n', '\r\n'),
    'data: [DONE]\r\n\r\n',
    { spare: 4 },
  ),
  'chat that ends for an unknown reason': text(
    openai(),
    sse(delta('Grü'), delta('ße'), delta('', 'bored')),
    'data: [DONE]\n\n',
  ),
  'OpenAI completions': text(
    openai({ api: 'completions' }),
    sse(
      { choices: [{ index: 0, text: 'Grü', finish_reason: null }] },
      { choices: [{ index: 0, text: 'ße', finish_reason: 'length' }] },
    ),
    'data: [DONE]\n\n',
  ),
  'OpenAI responses': text(
    openai({ api: 'responses' }),
    named(
      { type: 'response.created' },
      { type: 'response.output_text.delta', delta: 'Grüße' },
      { type: 'response.completed', response: { status: 'completed', output: [] } },
    ),
    '',
  ),
  'Anthropic messages': text(
    {
      kind: 'anthropic',
      url: 'https://api.anthropic.com/v1',
      model: 'm',
      headers: {},
      stream: true,
    },
    named(...MESSAGES, MESSAGES_END),
    named({ type: 'message_stop' }),
  ),
  ConverseStream: {
    service: { kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0', stream: true },
    answer: Buffer.concat(
      CONVERSE.map((event) => eventBytes(Object.keys(event)[0] ?? '', Object.values(event)[0])),
    ),
    rest: eventBytes('metadata', { usage: { inputTokens: 3, outputTokens: 2 } }),
  },
  'InvokeModel of Anthropic': {
    service: invoke('anthropic.claude-3-haiku-20240307-v1:0'),
    answer: invoked(...MESSAGES, MESSAGES_END),
    rest: invoked({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': {} }),
  },
  'InvokeModel of Nova': {
    service: invoke('amazon.nova-lite-v1:0'),
    answer: invoked(...CONVERSE),
    rest: invoked({ metadata: { usage: { inputTokens: 3, outputTokens: 2 } } }),
  },
  'InvokeModel of Llama': {
    service: invoke('meta.llama3-1-8b-instruct-v1:0'),
    answer: invoked(
      { generation: 'Grü', stop_reason: null },
      { generation: 'ße', stop_reason: 'stop' },
    ),
    rest: Buffer.alloc(0),
  },
  'InvokeModel of Mistral': {
    service: invoke('mistral.mistral-7b-instruct-v0:2'),
    answer: invoked(
      { outputs: [{ text: 'Grü', stop_reason: null }] },
      { outputs: [{ text: 'ße', stop_reason: 'length' }] },
    ),
    rest: Buffer.alloc(0),
  },
  'InvokeModel of Cohere': {
    service: invoke('cohere.command-r-v1:0'),
    answer: invoked(
      { is_finished: false, event_type: 'text-generation', text: 'Grüße' },
      { is_finished: true, event_type: 'stream-end', finish_reason: 'COMPLETE' },
    ),
    rest: Buffer.alloc(0),
  },
  'InvokeModel of Titan': {
    service: invoke('amazon.titan-text-express-v1'),
    answer: invoked(
      { outputText: 'Grü', completionReason: null },
      { outputText: 'ße', completionReason: 'FINISHED' },
    ),
    rest: Buffer.alloc(0),
  },
  'InvokeModel of a model that chats': {
    service: invoke('openai.gpt-oss-120b-1:0'),
    answer: invoked(delta('Grü'), delta('ße', 'stop')),
    rest: Buffer.alloc(0),
  },
  'SageMaker with TGI': {
    service: sagemaker('tgi'),
    answer: slices('PayloadPart', sse(...tgi).trimEnd(), 40),
    rest: Buffer.alloc(0),
  },
  'SageMaker with LMI': {
    service: sagemaker('lmi'),
    answer: slices('PayloadPart', lines(...tgi).trimEnd(), 40),
    rest: Buffer.alloc(0),
  },
  'SageMaker with vLLM': {
    service: sagemaker('openai'),
    answer: slices('PayloadPart', sse(delta('Grü'), delta('ße', 'stop')).trimEnd(), 40),
    rest: slices('PayloadPart', '\n\ndata: [DONE]\n\n', 40),
  },
  'a Lambda function with its own last event': {
    service: { kind: 'lambda', functionName: 'f', ...API, usage: {}, done: 'last' },
    answer: slices('PayloadChunk', sse({ text: 'Grüße' }, { last: true }), 30),
    rest: eventBytes('InvokeComplete', {}),
  },
  'an API of events that names its last': text(
    http({ done: 'last', usage: { output: 'out' } }),
    sse({ text: 'Grü', out: 1 }, { text: 'ße', out: 2 }, { text: '', last: true }),
    'data: [DONE]\n\n',
  ),
  'an API of events as Gemini writes them': text(
    {
      ...http({ usage: { output: 'usageMetadata.candidatesTokenCount' } }),
      answer: 'candidates.0.content.parts.0.text',
    } as ServiceSpec,
    sse(
      ...['Grü', 'ße'].map((part, index) => ({
        candidates: [
          { content: { parts: [{ text: part }] }, ...(index === 1 && { finishReason: 'STOP' }) },
        ],
        usageMetadata: { candidatesTokenCount: index + 1 },
      })),
    ),
    '',
  ),
  'an API of events that counts once, at its end': text(
    http({ usage: { output: 'out' } }),
    sse({ text: 'Grü' }, { text: 'ße' }, { text: '', out: 2 }),
    '',
  ),
  'an API of events that says nothing of its end': text(
    http({}),
    sse({ text: 'Grü' }, { text: 'ße' }),
    '',
    { spare: 0, framedOnly: true },
  ),
};

/** Starts a server that writes as many bytes of a wire as requested and then ends as requested. */
async function cutting(wire: Wire) {
  const bytes = Buffer.concat([wire.answer, wire.rest]);
  let cut = { at: bytes.length, clean: true };
  const server = await startWireServer((response) => {
    response.writeHead(200);
    const { at, clean } = cut;
    if (clean) response.end(bytes.subarray(0, at));
    else response.write(bytes.subarray(0, at), () => response.destroy());
  });
  const target = await createTarget(specOf(wire.service), wiringOf(server.url));
  return {
    ask: (at: number, clean: boolean): Promise<Reply> => {
      cut = { at, clean };
      return target.ask(queryOf('Hi'), callOf());
    },
    whole: bytes.length,
    async close() {
      await target.close();
      await server.close();
    },
  };
}

function isTimed({ outcome }: Reply): boolean {
  return [...measure(sampleOf({ outcome }), {})].some(
    ({ metric, isBound }) => metric === 'latency' && isBound !== true,
  );
}

describe.each(Object.entries(WIRES))('a stream of %s', (name, wire) => {
  const { answer, spare = 0, framedOnly = false } = wire;

  it(`a complete stream of ${name} is ok`, async () => {
    const server = await cutting(wire);
    try {
      expect(await server.ask(server.whole, true)).toMatchObject({
        outcome: 'ok',
        answer: 'Grüße',
      });
    } finally {
      await server.close();
    }
  });

  it(
    `a stream of ${name} cut before its end is never ok and never timed`,
    { timeout: 30_000 },
    async () => {
      const server = await cutting(wire);
      const at = integer({ min: 0, max: answer.length - spare - 1 });
      try {
        await assert(
          asyncProperty(at, boolean(), async (cutAt, clean) => {
            const reply = await server.ask(cutAt, clean && !framedOnly);
            expect(reply.outcome).not.toBe('ok');
            expect(isTimed(reply)).toBe(false);
          }),
          {
            numRuns: 60,
            examples: [
              [0, true],
              [answer.length - spare - 1, true],
            ],
          },
        );
      } finally {
        await server.close();
      }
    },
  );
});

describe('a WebSocket', () => {
  /** A text message in a frame of a server (RFC 6455, 5.2). */
  const message = (json: object): Buffer => {
    const payload = Buffer.from(JSON.stringify(json));
    return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
  };
  const bytes = Buffer.concat(
    [{ text: 'Grü', out: 1 }, { text: 'ße', out: 2 }, { end: 'stop' }].map(message),
  );

  it('a WebSocket cut before the end of its last message is never ok', async () => {
    const web = createServer();
    const server = new WebSocketServer({ server: web });
    let cut = bytes.length;
    server.on('connection', (socket, { socket: raw }) => {
      socket.on('error', () => undefined);
      socket.on('message', () => raw.write(bytes.subarray(0, cut), () => raw.end()));
    });
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const service: ServiceSpec = {
      kind: 'websocket',
      url: 'wss://api.example.com/prod',
      headers: {},
      body: API.body,
      answer: API.answer,
      usage: { output: 'out' },
      done: 'end',
    };
    const target = await createTarget(specOf(service), wiringOf(`http://127.0.0.1:${port}`));
    try {
      for (cut = 0; cut <= bytes.length; cut++) {
        const { outcome } = await target.ask(queryOf('Hi'), callOf());
        expect({ cut, ok: outcome === 'ok' }).toEqual({ cut, ok: cut === bytes.length });
      }
    } finally {
      await target.close();
      web.closeAllConnections();
      web.close();
    }
  });
});
