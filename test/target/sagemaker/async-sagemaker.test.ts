import { afterEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/sample/outcome.ts';
import type { AsyncInference } from '../../../src/scenario/target/async-schema.ts';
import type { Call, Reply, Target } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { RESPONSE_LIMIT } from '../../../src/target/errors/response-limit.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { startWireServer, type WireRecord, type WireServer } from '../wire-server.ts';

const ANSWER =
  '[{"generated_text":"Grüße","details":{"finish_reason":"length","generated_tokens":2}}]';
const ABSENT = { status: 404, body: '<Error><Code>NoSuchKey</Code><Message>No.</Message></Error>' };
const PLACES = {
  'x-amzn-sagemaker-outputlocation': 's3://out/answers/1.out',
  'x-amzn-sagemaker-failurelocation': 's3://out/failures/1.out',
};

interface ScriptedResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The responses to the put, to the invocation, and to each poll. */
interface Script {
  readonly put?: ScriptedResponse;
  readonly invoke?: ScriptedResponse;
  readonly output?: readonly ScriptedResponse[];
  readonly failure?: ScriptedResponse;
}

const closing: (Target | WireServer)[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
});

async function ask(
  { put = {}, invoke = {}, output = [], failure = ABSENT }: Script,
  { inference = {}, call = {} }: { inference?: Partial<AsyncInference>; call?: Partial<Call> } = {},
): Promise<{ reply: Reply; requests: readonly WireRecord[] }> {
  const looks = [...output];
  const server = await startWireServer((response, { method, path }) => {
    const scripted: ScriptedResponse =
      method === 'PUT'
        ? put
        : method === 'POST'
          ? { status: 202, headers: PLACES, ...invoke }
          : path.startsWith('/out/failures/')
            ? failure
            : (looks.shift() ?? ABSENT);
    response.writeHead(scripted.status ?? 200, scripted.headers).end(scripted.body ?? '');
  });
  const target = await createTarget(
    specOf({
      kind: 'sagemaker',
      endpointName: 'support',
      body: 'tgi',
      stream: false,
      async: { input: 's3://inbox/async/', poll: 5, ...inference },
    }),
    wiringOf(server.url),
  );
  closing.push(target, server);
  const reply = await target.ask(queryOf('Hi'), callOf({ metadata: { runId: 'r1' }, ...call }));
  return { reply, requests: server.requests };
}

function refusal(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

describe('an asynchronous SageMaker target', () => {
  it('an asynchronous request is in S3 when due, and its address is then sent to the endpoint', async () => {
    let opened = Number.POSITIVE_INFINITY;
    const gate = async (): Promise<void> => {
      await systemClock.sleepUntil(systemClock.now() + 30);
      opened = systemClock.now();
    };
    const { reply, requests } = await ask(
      { output: [{ body: ANSWER }] },
      { inference: { requestTtl: 120_000, invocationTimeout: 60_000 }, call: { gate } },
    );
    const [put, invoke] = requests;
    expect(put?.method).toBe('PUT');
    expect(put?.path).toMatch(/^\/inbox\/async\/[0-9a-f]{64}\.json/);
    expect(JSON.parse(put?.body ?? '')).toMatchObject({ inputs: 'Hi' });
    expect(invoke).toMatchObject({
      path: '/endpoints/support/async-invocations',
      body: '',
      headers: {
        'x-amzn-sagemaker-inputlocation': `s3:/${put?.path.split('?')[0]}`,
        'x-amzn-sagemaker-requestttlseconds': '120',
        'x-amzn-sagemaker-invocationtimeoutseconds': '60',
        'x-amzn-sagemaker-custom-attributes': 'runId=r1',
        authorization: expect.stringContaining('/us-east-1/sagemaker/aws4_request'),
      },
    });
    expect(reply.stamps.sent).toBeGreaterThanOrEqual(opened);
  });

  it('an answer above the size limit is not polled again', async () => {
    const body = `["${'x'.repeat(RESPONSE_LIMIT.body)}"]`;
    const { reply, requests } = await ask({ output: [{ body }, { body: ANSWER }] });
    expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
    expect(requests.filter(({ path }) => path.startsWith('/out/answers/'))).toHaveLength(1);
  });

  it('the answer is polled until it is there, complete', async () => {
    const { reply, requests } = await ask({ output: [ABSENT, ABSENT, { body: ANSWER }] });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Grüße',
      stopReason: 'length',
      tokens: { output: 2, source: 'reported' },
      chunks: 1,
    });
    expect(requests.filter(({ path }) => path.startsWith('/out/answers/'))).toHaveLength(3);
    const { firstByte = 0, lastToken } = reply.stamps;
    expect(reply.end).toBe(lastToken);
    expect(reply.end - firstByte).toBeGreaterThanOrEqual(15);
  });

  it('polling continues after a temporary failure of S3', async () => {
    const trouble = { status: 503, body: refusal('SlowDown', 'Reduce your request rate.') };
    const { reply } = await ask({ output: [trouble, { body: ANSWER }] });
    expect(reply.outcome).toBe('ok');
  });

  it.each<[string, string, Outcome]>([
    ['Received server error (500) from primary with message "CUDA".', 'ModelError', 'model_error'],
    ['Received server error (503) from primary.', 'ModelError', 'throttled'],
    ['Your invocation timed out.', 'ModelInvocationTimeExceeded', 'timeout'],
    ['{"Message":"Received server error","OriginalStatusCode":429}', 'ModelError', 'throttled'],
  ])('the failure %j is read as %s', async (body, name, outcome) => {
    const { reply } = await ask({ failure: { body } });
    expect(reply).toMatchObject({ outcome, error: { name }, answer: '' });
    expect(body).toContain(reply.error?.message);
  });

  it('only the output is polled if the endpoint names no place for failures', async () => {
    const headers = { 'x-amzn-sagemaker-outputlocation': 's3://out/answers/1.out' };
    const { requests } = await ask({ invoke: { headers }, output: [ABSENT, { body: ANSWER }] });
    expect(requests.map(({ path }) => path).filter((path) => path.includes('failures'))).toEqual(
      [],
    );
  });

  it('a request that S3 refuses does not invoke the endpoint', async () => {
    const put = { status: 403, body: refusal('AccessDenied', 'Access Denied') };
    const { reply, requests } = await ask({ put });
    expect(reply).toMatchObject({
      outcome: 'refused_request',
      error: { name: 'AccessDenied', status: 403 },
    });
    expect(reply.error?.message).toBe('The request could not be put into S3: Access Denied');
    expect(requests).toHaveLength(1);
  });

  it('a poll without permission is refused and names the permissions', async () => {
    const denied = { status: 403, body: refusal('AccessDenied', 'Access Denied') };
    const { reply } = await ask({ output: [denied] });
    expect(reply.outcome).toBe('refused_request');
    expect(reply.error?.message).toMatch(
      /^Access Denied \(s3:\/\/out\/answers\/1\.out\)\. It takes s3:GetObject and.* s3:ListBucket\.$/,
    );
  });

  it('an asynchronous endpoint throttles as a synchronous one', async () => {
    const body = '{"message":"Rate exceeded"}';
    const headers = { 'x-amzn-errortype': 'ThrottlingException' };
    const { reply } = await ask({ invoke: { status: 400, headers, body } });
    expect(reply).toMatchObject({ outcome: 'throttled', error: { name: 'ThrottlingException' } });
  });

  it('an accepted request without a place for its answer is a model error', async () => {
    const { reply } = await ask({ invoke: { headers: {} } });
    expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'UnreadableAnswer' } });
  });

  it('a request that times out while polling keeps its acceptance timestamps', async () => {
    const { reply } = await ask({}, { call: { signal: AbortSignal.timeout(300) } });
    expect(reply.outcome).toBe('timeout');
    expect(reply.stamps.firstByte).toBeDefined();
    expect(reply.stamps.firstVisible).toBeUndefined();
  });
});
