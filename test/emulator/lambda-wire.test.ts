import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { ACCESS, ANSWER, collect, joinTexts, sseData, useEmulator } from './running-emulator.ts';

const running = useEmulator(['helpdesk', '/', 'busy'], {
  faults: [{ kind: 'throttle', probability: 1, on: 'busy' }],
});

const EVENT = {
  question: 'When are refunds paid?',
  passages: ['Refunds are paid within 14 days of the return. Shoes are sold in blue.'],
};

function client(): LambdaClient {
  return new LambdaClient({ ...ACCESS, maxAttempts: 1, endpoint: running.emulator.url });
}

describe.concurrent('a Lambda function of the emulator', () => {
  it('a Lambda function is invoked by the default client', async () => {
    const lambda = client();
    const { StatusCode, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: 'helpdesk', Payload: JSON.stringify(EVENT) }),
    );
    lambda.destroy();
    expect(StatusCode).toBe(200);
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ answer: ANSWER });
  });

  it('a Lambda function streams its output and an event of completion', async () => {
    const lambda = client();
    const { EventStream } = await lambda.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: 'helpdesk',
        Payload: JSON.stringify(EVENT),
      }),
    );
    const events = await collect(EventStream);
    lambda.destroy();
    const written = events
      .map(({ PayloadChunk }) => Buffer.from(PayloadChunk?.Payload ?? []).toString())
      .join('');
    expect(joinTexts(sseData(written), 'delta')).toBe(ANSWER);
    expect(events.at(-1)).toHaveProperty('InvokeComplete');
  });

  it('a Lambda function is throttled with Lambda’s error', async () => {
    const lambda = client();
    const busy = new InvokeCommand({ FunctionName: 'busy', Payload: JSON.stringify(EVENT) });
    const error: unknown = await lambda.send(busy).catch((reason: unknown) => reason);
    lambda.destroy();
    expect(error).toBeInstanceOf(TooManyRequestsException);
    expect(error).toMatchObject({ Reason: 'CallerRateLimitExceeded' });
  });

  it('a function URL answers with one body or a stream', async () => {
    expect(await (await running.post('/', EVENT)).json()).toMatchObject({ answer: ANSWER });
    const streamed = await running.post('/', EVENT, { accept: 'text/event-stream' });
    expect(joinTexts(sseData(await streamed.text()), 'delta')).toBe(ANSWER);
  });
});
