import { ConverseCommand, BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/sample/outcome.ts';
import type { FaultKind } from '../../../src/scenario/emulator/fault-kinds.ts';
import { ACCESS, PROMPT, useEmulator } from '../running-emulator.ts';

const BEDROCK: readonly [FaultKind, string, number, Outcome][] = [
  ['throttle', 'ThrottlingException', 429, 'throttled'],
  ['throttle-tokens', 'ThrottlingException', 429, 'throttled'],
  ['throttle-day', 'ThrottlingException', 429, 'quota_exhausted'],
  ['not-ready', 'ModelNotReadyException', 429, 'throttled'],
  ['server-error', 'InternalServerException', 500, 'server_error'],
  ['too-many-connections', 'ServiceUnavailableException', 503, 'server_error'],
  ['html-503', 'SyntaxError', 503, 'server_error'],
  ['model-error', 'ModelErrorException', 424, 'model_error'],
  ['model-timeout', 'ModelTimeoutException', 408, 'timeout'],
];

const SAGEMAKER: readonly [FaultKind, string, number][] = [
  ['throttle', 'ThrottlingException', 400],
  ['not-ready', 'ModelNotReadyException', 429],
  ['server-error', 'InternalFailure', 500],
  ['too-many-connections', 'ServiceUnavailable', 503],
  ['model-error', 'ModelError', 424],
];

const running = useEmulator(['test.first'], {
  faults: [
    ...BEDROCK.map(([kind]) => ({ kind, probability: 1, on: `test.${kind}` })),
    ...SAGEMAKER.map(([kind]) => ({ kind, probability: 1, on: `${kind}-endpoint` })),
    { kind: 'throttle', probability: 1, on: 'test.first', count: 1, retryAfter: 1500 },
  ],
});

const MESSAGES = [{ role: 'user' as const, content: [{ text: PROMPT }] }];

/** Creates clients without retries, so that each error is the emulator's own. */
function once() {
  const access = { ...ACCESS, endpoint: running.emulator.url, maxAttempts: 1 };
  return {
    bedrock: new BedrockRuntimeClient(access),
    sageMaker: new SageMakerRuntimeClient(access),
  };
}

describe.concurrent('an early fault', () => {
  it.each(BEDROCK)(
    'the early fault %s is the exception %s to Bedrock’s client',
    async (kind, name, status, outcome) => {
      const modelId = `test.${kind}`;
      const response = once().bedrock.send(new ConverseCommand({ modelId, messages: MESSAGES }));
      await expect(response).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
      const served = running.emulator.log().findLast(({ model }) => model === modelId);
      expect(served).toMatchObject({ fault: kind, outcome, outputTokens: 0 });
    },
  );

  it.each(SAGEMAKER)(
    'the early fault %s is the exception %s to SageMaker’s client',
    async (kind, name, status) => {
      const response = once().sageMaker.send(
        new InvokeEndpointCommand({
          EndpointName: `${kind}-endpoint`,
          Body: JSON.stringify({ inputs: PROMPT }),
        }),
      );
      await expect(response).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    },
  );

  it.each([
    ['throttle', 'Too many requests, please wait before trying again.'],
    ['throttle-tokens', 'Too many tokens, please wait before trying again.'],
    ['throttle-day', 'Too many tokens per day, please wait before trying again.'],
    ['too-many-connections', 'Too many connections, please wait before trying again.'],
  ])('the early fault %s has the message "%s"', async (kind, message) => {
    const response = once().bedrock.send(
      new ConverseCommand({ modelId: `test.${kind}`, messages: MESSAGES }),
    );
    await expect(response).rejects.toMatchObject({ message });
  });

  it('an early fault sends retry-after in whole seconds, and with a count of 1 spares the second request', async () => {
    const ask = (): Promise<Response> =>
      running.post('/model/test.first/converse', { messages: MESSAGES });
    const first = await ask();
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await ask()).status).toBe(200);
  });

  it('an invalid early fault is refused over HTTP with the name of the wrong field', async () => {
    const refused = await running.post('/_proofload/faults', [{ kind: 'reset', probability: 7 }]);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('probability');
  });
});
