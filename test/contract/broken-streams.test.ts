import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import { replyOf, writing } from '../target/asked.ts';
import { eventBytes, exceptionBytes, frameBytes } from '../target/frame-bytes.ts';

const MODEL = 'us.anthropic.claude-3-haiku-20240307-v1:0';

/** One binary stream: a part of an answer, its end, and the exceptions of its service. */
interface Wire {
  readonly service: ServiceSpec;
  readonly piece: Buffer;
  readonly end: Buffer;
  readonly busy: Buffer;
  readonly broken: Buffer;
  /** Outcome of a stream that ends cleanly before its end marker; `ok` if it has no end marker. */
  readonly early: 'incomplete' | 'ok';
  readonly brokenAs: string;
}

const invoked = (json: unknown): Buffer =>
  eventBytes('chunk', { bytes: Buffer.from(JSON.stringify(json)).toString('base64') });
const part = (text: string): Buffer =>
  frameBytes({ ':message-type': 'event', ':event-type': 'PayloadPart' }, Buffer.from(text));
const written = (text: string): Buffer =>
  frameBytes({ ':message-type': 'event', ':event-type': 'PayloadChunk' }, Buffer.from(text));
const complete = (json: object): Buffer => eventBytes('InvokeComplete', json);

const THROTTLED = exceptionBytes('throttlingException', { message: 'Too many requests' });
const MODEL_BROKE = exceptionBytes('modelStreamErrorException', { message: 'broke' });

const WIRES: Readonly<Record<string, Wire>> = {
  ConverseStream: {
    service: { kind: 'bedrock-converse', model: MODEL, stream: true },
    piece: eventBytes('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Grüße' } }),
    end: eventBytes('messageStop', { stopReason: 'end_turn' }),
    busy: THROTTLED,
    broken: MODEL_BROKE,
    early: 'incomplete',
    brokenAs: 'model_error',
  },
  InvokeModelWithResponseStream: {
    service: { kind: 'bedrock-invoke', model: MODEL, stream: true },
    piece: invoked({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'Grüße' } }),
    end: invoked({ type: 'message_stop' }),
    busy: THROTTLED,
    broken: MODEL_BROKE,
    early: 'incomplete',
    brokenAs: 'model_error',
  },
  InvokeEndpointWithResponseStream: {
    service: { kind: 'sagemaker', endpointName: 'e', body: 'tgi', stream: true },
    piece: part('data:{"token":{"text":"Grüße","special":false}}\n\n'),
    end: part(
      'data:{"token":{"text":"","special":true},"generated_text":"Grüße","details":{"finish_reason":"eos_token"}}\n\n',
    ),
    busy: exceptionBytes('ThrottlingException', { Message: 'Rate exceeded' }),
    broken: exceptionBytes('ModelStreamError', { Message: 'broke', ErrorCode: 'StreamBroken' }),
    early: 'incomplete',
    brokenAs: 'model_error',
  },
  'InvokeWithResponseStream of a Lambda function': {
    service: {
      kind: 'lambda',
      functionName: 'f',
      body: { q: '{{ prompt }}' },
      answer: 'text',
      usage: { output: 'out' },
      stream: true,
    },
    piece: written('data: {"text":"Grüße"}\n\n'),
    end: Buffer.concat([written('data: {"out":2}\n\n'), complete({})]),
    busy: exceptionBytes('TooManyRequestsException', { Message: 'Rate Exceeded.' }),
    broken: complete({ ErrorCode: 'Runtime.ExitError', ErrorDetails: 'exit 1' }),
    early: 'incomplete',
    brokenAs: 'server_error',
  },
  RetrieveAndGenerateStream: {
    service: {
      kind: 'knowledge-base',
      knowledgeBaseId: 'KB12345678',
      by: 'generate',
      model: MODEL,
      results: 1,
      filter: {},
      stream: true,
    },
    piece: eventBytes('output', { text: 'Grüße' }),
    end: Buffer.alloc(0),
    busy: THROTTLED,
    broken: exceptionBytes('dependencyFailedException', { message: 'broke' }),
    early: 'ok',
    brokenAs: 'model_error',
  },
  InvokeAgent: {
    service: { kind: 'bedrock-agent', agentId: 'A', agentAliasId: 'B', stream: true },
    piece: eventBytes('chunk', { bytes: Buffer.from('Grüße').toString('base64') }),
    end: Buffer.alloc(0),
    busy: THROTTLED,
    broken: exceptionBytes('dependencyFailedException', { message: 'broke' }),
    early: 'ok',
    brokenAs: 'model_error',
  },
};

describe.each(Object.entries(WIRES))('a stream of %s', (name, wire) => {
  const { service, piece, end, busy, broken, early, brokenAs } = wire;

  it(`a complete stream of ${name} is ok`, async () => {
    const reply = await replyOf(service, writing(piece, end));
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Grüße' });
  });

  it(`a wrong checksum in a stream of ${name} is a server error that keeps what came before`, async () => {
    const bad = Buffer.from(piece);
    const last = bad.length - 1;
    bad[last] = (bad[last] ?? 0) ^ 1;
    const reply = await replyOf(service, writing(piece, bad, end));
    expect(reply).toMatchObject({ outcome: 'server_error', error: { name: 'CorruptStream' } });
    expect(reply.answer).toBe('Grüße');
  });

  it(`a cut frame in a stream of ${name} is incomplete`, async () => {
    const reply = await replyOf(service, writing(piece, piece.subarray(0, piece.length - 5)));
    expect(reply).toMatchObject({ outcome: 'incomplete', error: { name: 'CutStream' } });
  });

  it(`an exception in the first frame ends a stream of ${name}`, async () => {
    const reply = await replyOf(service, writing(busy));
    expect(reply).toMatchObject({ outcome: 'throttled', answer: '' });
  });

  it(`an exception in a middle frame ends a stream of ${name} and keeps what came before`, async () => {
    const reply = await replyOf(service, writing(piece, broken));
    expect(reply).toMatchObject({ outcome: brokenAs, answer: 'Grüße' });
  });

  it(`a stream of ${name} that ends cleanly without an end marker is ${early}`, async () => {
    expect((await replyOf(service, writing(piece))).outcome).toBe(early);
  });
});
