import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes, exceptionBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

type SageMakerService = Extract<ServiceSpec, { kind: 'sagemaker' }>;

async function ask(
  service: Partial<SageMakerService>,
  respond: Respond,
): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const spec = specOf({
    kind: 'sagemaker',
    endpointName: 'support',
    body: 'tgi',
    stream: true,
    ...service,
  });
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi'), callOf({ metadata: { runId: 'run 1' } }));
    return { reply, request: server.requests[0] };
  } finally {
    await target.close();
    await server.close();
  }
}

/** Answers with a container's stream in payload parts cut at the given bytes. */
function parts(text: string, cuts: readonly number[], contentType?: string): Respond {
  const bytes = Buffer.from(text);
  const edges = [0, ...cuts];
  const slices = edges.map((edge, index) => bytes.subarray(edge, edges[index + 1] ?? bytes.length));
  return (response) => {
    if (contentType !== undefined) response.setHeader('x-amzn-sagemaker-content-type', contentType);
    response.writeHead(200);
    response.end(Buffer.concat(slices.map((slice) => eventBytes('PayloadPart', slice))));
  };
}

const TGI =
  'data:{"token":{"text":"Gr","special":false},"generated_text":null,"details":null}\n\n' +
  'data:{"token":{"text":"üße","special":false},"generated_text":"Grüße","details":{"finish_reason":"length","generated_tokens":2}}\n\n';
const LMI =
  '{"token":{"id":1,"text":"Gr"}}\n' +
  '{"token":{"id":2,"text":"üße"},"generated_text":"Grüße","details":{"finish_reason":"length","generated_tokens":2}}\n';

describe('a SageMaker target', () => {
  it('SageMaker gets the endpoint, the component and a tagged request', async () => {
    const { request } = await ask({ inferenceComponent: 'llama' }, parts(TGI, []));
    expect(request?.path).toBe('/endpoints/support/invocations-response-stream');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-sagemaker-inference-component': 'llama',
      'x-amzn-sagemaker-custom-attributes': 'runId=run_1',
      authorization: expect.stringContaining('/us-east-1/sagemaker/aws4_request'),
    });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      inputs: 'Hi',
      parameters: { max_new_tokens: 64 },
      stream: true,
    });
  });

  it.each([
    ['tgi', TGI],
    ['lmi', LMI],
  ] as const)('a %s stream is read from parts cut at any byte', async (body, text) => {
    const inUmlaut = Buffer.from(text).indexOf(0xc3) + 1;
    for (const cuts of [[], [3], [inUmlaut], [10, inUmlaut, inUmlaut + 40]]) {
      const { reply } = await ask({ body }, parts(text, cuts));
      expect(reply).toMatchObject({
        outcome: 'ok',
        answer: 'Grüße',
        stopReason: 'length',
        tokens: { output: 2, source: 'reported' },
      });
    }
  });

  it('the container’s content type decides the framing', async () => {
    const sse = LMI.replace(/^(.+)$/gm, 'data:$1\n');
    const { reply } = await ask({ body: 'lmi' }, parts(sse, [], 'text/event-stream'));
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Grüße' });
  });

  it('an OpenAI container is asked for token counts', async () => {
    const text =
      'data: {"choices":[{"delta":{"content":"Yes"}}]}\n\n' +
      'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n' +
      'data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":1}}\n\ndata: [DONE]\n\n';
    const { reply, request } = await ask({ body: 'openai' }, parts(text, [50]));
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 64,
    });
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Yes', tokens: { input: 4, output: 1 } });
  });

  it('a container’s stream without details is incomplete', async () => {
    const { reply } = await ask({}, parts(TGI.slice(0, TGI.indexOf('\n\n') + 2), []));
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Gr' });
  });

  it('a failure of LMI under HTTP 200 is read', async () => {
    const error =
      '{"token":{"id":-1,"text":""},"generated_text":"","details":{"finish_reason":"error"}}\n';
    const { reply } = await ask({ body: 'lmi' }, parts(error, []));
    expect(reply).toMatchObject({ outcome: 'model_error', stopReason: 'error' });
  });

  it.each([
    ['ModelStreamError', { Message: 'broke', ErrorCode: 'StreamBroken' }, 'model_error'],
    ['ModelStreamError', { Message: 'slow', ErrorCode: 'ModelInvocationTimeExceeded' }, 'timeout'],
    ['InternalStreamFailure', { Message: 'oops' }, 'server_error'],
  ])('the exception %s %j is %s', async (name, payload, outcome) => {
    const { reply } = await ask({}, (response) => {
      response.writeHead(200).end(exceptionBytes(name, payload));
    });
    expect(reply).toMatchObject({ outcome, error: { message: payload.Message } });
  });

  it('SageMaker’s throttling with status 400 is throttled', async () => {
    const { reply } = await ask({ stream: false }, (response) => {
      response.writeHead(400, { 'x-amzn-errortype': 'ThrottlingException' });
      response.end('{"message":"Rate exceeded"}');
    });
    expect(reply).toMatchObject({ outcome: 'throttled', error: { status: 400 } });
  });

  it('a complete SageMaker answer is read', async () => {
    const { reply, request } = await ask({ stream: false }, (response) => {
      response.end(
        '[{"generated_text":"Yes","details":{"generated_tokens":1,"finish_reason":"eos_token"}}]',
      );
    });
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Yes', tokens: { output: 1 } });
    expect(JSON.parse(request?.body ?? '')).not.toHaveProperty('stream');
  });
});

describe('a SageMaker endpoint of Text Embeddings Inference', () => {
  it('a TEI endpoint is asked for a vector, of which the length is kept', async () => {
    const { reply, request } = await ask({ body: 'tei', stream: false }, (response) => {
      response.end('[[0.1,-0.2,0.3]]');
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ inputs: 'Hi' });
    expect(reply).toMatchObject({ outcome: 'ok', answer: '3 dimensions', tokens: { output: 0 } });
    expect(reply.tokens.input).toBeUndefined();
  });

  it('a TEI endpoint is asked to rank the passages of a row', async () => {
    const { reply, request } = await ask({ body: 'tei-rerank', stream: false }, (response) => {
      response.end('[{"index":1,"score":0.9},{"index":0,"score":0.1}]');
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ query: 'Hi', texts: [] });
    expect(reply).toMatchObject({ outcome: 'ok', answer: '1: 0.9\n0: 0.1' });
  });

  it.each(['tei', 'tei-rerank'] as const)(
    'an unexpected answer of a %s container is shown',
    async (body) => {
      const { reply } = await ask({ body, stream: false }, (response) => response.end('{"x":1}'));
      expect(reply).toMatchObject({
        outcome: 'model_error',
        error: { message: expect.stringContaining('{"x":1}') as unknown },
      });
    },
  );

  it('a TEI endpoint does not stream', async () => {
    const asking = ask({ body: 'tei' }, (response) => response.end());
    await expect(asking).rejects.toThrow('The body "tei" does not stream. Set stream: false.');
  });
});

describe('a SageMaker endpoint with variants and sessions', () => {
  it('a variant is requested, and the answering one reported', async () => {
    const { reply, request } = await ask({ targetVariant: 'canary' }, (response) => {
      response.setHeader('x-amzn-invoked-production-variant', 'canary');
      parts(TGI, [])(response, { method: '', path: '', headers: {}, body: '' });
    });
    expect(request?.headers['x-amzn-sagemaker-target-variant']).toBe('canary');
    expect(reply.server?.model).toBe('canary');
  });

  it('the rows of a session stay on the instance that answered the first', async () => {
    let opened = 0;
    const server = await startWireServer((response) => {
      response.setHeader('x-amzn-sagemaker-new-session-id', `s${++opened}; Expires=2099-01-01`);
      if (opened === 3) response.setHeader('x-amzn-sagemaker-closed-session-id', 's1');
      response.end('[{"generated_text":"Yes"}]');
    });
    const target = await createTarget(
      specOf({
        kind: 'sagemaker',
        endpointName: 'support',
        body: 'tgi',
        stream: false,
        sticky: true,
      }),
      wiringOf(server.url),
    );
    for (const session of ['a', 'a', undefined, 'b']) {
      const more = session === undefined ? {} : { session };
      await target.ask(queryOf('Hi', more), callOf());
    }
    await target.close();
    await server.close();
    expect(server.requests.map(({ headers }) => headers['x-amzn-sagemaker-session-id'])).toEqual([
      'NEW_SESSION',
      's1',
      undefined,
      'NEW_SESSION',
    ]);
  });
});
