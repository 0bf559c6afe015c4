import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import { createDeployment } from '../../../src/emulator/capacity/deployment.ts';
import { plainEngine } from '../../serving/plain-engine.ts';
import { useEmulator } from '../running-emulator.ts';

const FAST = ['asleep', 'full', 'slow', '/prod/brisk', '/prod/planned', '/prod/lone', '/prod/slow'];
const elastic = { min: 0, max: 2, target: 4, startTime: 300_000, idleTime: 600_000 };

const running = useEmulator(FAST, {
  capacity: {
    asleep: { instances: elastic },
    full: { perInstance: 1 },
    slow: { timeout: 1 },
    '/prod/brisk': { gateway: { rate: 0.001, burst: 2 } },
    '/prod/planned': { gateway: { quota: { requests: 1, per: 'month' } } },
    '/prod/lone': { concurrency: 1 },
    '/prod/slow': { timeout: 1 },
  },
});

async function invoke(endpoint: string): Promise<unknown> {
  const body = { inputs: 'When are refunds paid?', parameters: { max_new_tokens: 200 } };
  return running.sageMaker.send(
    new InvokeEndpointCommand({
      EndpointName: endpoint,
      ContentType: 'application/json',
      Body: JSON.stringify(body),
    }),
  );
}

async function ask(path: string) {
  const response = await running.post(path, { question: 'When are refunds paid?' });
  const { status, headers } = response;
  return { status, type: headers.get('x-amzn-errortype'), body: await response.json() };
}

describe.concurrent('an endpoint', () => {
  it('an endpoint scaled to zero refuses at once with SageMaker’s error', async () => {
    await expect(invoke('asleep')).rejects.toMatchObject({
      name: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
      message: expect.stringContaining('has no capacity') as unknown,
    });
  });

  it('an endpoint with full instances returns its container’s 503', async () => {
    const answers = await Promise.allSettled([invoke('full'), invoke('full'), invoke('full')]);
    const failed = answers.filter((answer) => answer.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.reason).toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 503,
      $metadata: { httpStatusCode: 424 },
    });
  });

  it('an endpoint that exceeds its time limit fails with SageMaker’s time-out message', async () => {
    await expect(invoke('slow')).rejects.toMatchObject({
      name: 'ModelError',
      message: expect.stringContaining('timed out') as unknown,
    });
  });
});

describe.concurrent('a deployed API', () => {
  it('a deployed API over its rate limit answers 429 Too Many Requests', async () => {
    const answers = [await ask('/prod/brisk'), await ask('/prod/brisk'), await ask('/prod/brisk')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]).toEqual({
      status: 429,
      type: 'TooManyRequestsException',
      body: { message: 'Too Many Requests' },
    });
  });

  it('a deployed API over its usage plan answers 429 Limit Exceeded', async () => {
    await ask('/prod/planned');
    expect(await ask('/prod/planned')).toEqual({
      status: 429,
      type: 'LimitExceededException',
      body: { message: 'Limit Exceeded' },
    });
  });

  it('a deployed API whose function is at its concurrency limit answers 500', async () => {
    const answers = await Promise.all([ask('/prod/lone'), ask('/prod/lone')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 500]);
    expect(answers).toContainEqual({
      status: 500,
      type: 'InternalServerErrorException',
      body: { message: 'Internal server error' },
    });
    expect((await ask('/prod/lone')).status).toBe(200);
  });

  it('a deployed API that exceeds its time limit answers 504, and is logged once', async () => {
    expect(await ask('/prod/slow')).toMatchObject({
      status: 504,
      body: { message: 'Endpoint request timed out' },
    });
    const served = running.emulator.log().filter(({ model }) => model === '/prod/slow');
    expect(served.map(({ outcome }) => outcome)).toEqual(['timeout']);
  });
});

describe('a deployment', () => {
  it('a deployment applies the limits of gateway and function to deployed APIs only', () => {
    const capacity = { concurrency: 1, gateway: { rate: 1, burst: 1 } };
    const deployment = createDeployment(plainEngine, capacity, { name: 'deployment', seed: 1 });
    deployment.lambda.enter(0);
    expect(deployment.rejects(0, false)).toBeUndefined();
    expect(deployment.rejects(0, true)).toBe('concurrency');
    expect(deployment.rejects(0, true)).toBe('requests_per_minute');
  });
});
