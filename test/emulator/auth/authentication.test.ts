import { BedrockClient, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import { ListEndpointsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { describe, expect, it } from 'vitest';
import { ACCESS, ANSWER, HAIKU, PROMPT, useEmulator } from '../running-emulator.ts';

const running = useEmulator([HAIKU, 'my-endpoint'], {}, new Map([['emulated', 'emulated']]));

const messages = [{ role: 'user' as const, content: [{ text: PROMPT }] }];
// A signed path has its colons and slashes encoded twice.
const MODELS = [HAIKU, 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.test.model'];

function bedrock(credentials = ACCESS.credentials): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ ...ACCESS, credentials, endpoint: running.emulator.url });
}

describe.concurrent('with signatures checked', () => {
  it.each(MODELS)('the default client, which signs :authority, may invoke %s', async (modelId) => {
    const reply = await running.bedrock.send(new ConverseCommand({ modelId, messages }));
    expect(reply.stopReason).toBe('end_turn');
  });

  it('an HTTP/1.1 client, which signs host, may invoke an endpoint', async () => {
    const reply = await running.sageMaker.send(
      new InvokeEndpointCommand({
        EndpointName: 'my-endpoint',
        Body: JSON.stringify({ inputs: PROMPT }),
      }),
    );
    expect(Buffer.from(reply.Body ?? []).toString()).toContain(ANSWER);
  });

  it('the client of each other AWS service signs the scope that the service expects', async () => {
    const client = { ...ACCESS, endpoint: running.emulator.url };
    const response = await Promise.allSettled([
      new BedrockClient(client).send(new ListFoundationModelsCommand({})),
      new PricingClient(client).send(new GetProductsCommand({ ServiceCode: 'AmazonBedrock' })),
      new SageMakerClient(client).send(new ListEndpointsCommand({})),
      new ServiceQuotasClient(client).send(
        new ListServiceQuotasCommand({ ServiceCode: 'bedrock' }),
      ),
      new CloudWatchClient(client).send(
        new GetMetricDataCommand({
          StartTime: new Date(0),
          EndTime: new Date(),
          MetricDataQueries: [],
        }),
      ),
    ]);
    expect(response.map(({ status }) => status)).toEqual(Array.from(response, () => 'fulfilled'));
  });

  it.each([
    ['a wrong secret', { accessKeyId: 'emulated', secretAccessKey: 'x' }, 'InvalidSignature'],
    ['an unknown key', { accessKeyId: 'x', secretAccessKey: 'x' }, 'UnrecognizedClient'],
  ])('%s is refused with AWS’s error name', async (_, credentials, name) => {
    const response = bedrock(credentials).send(new ConverseCommand({ modelId: HAIKU, messages }));
    await expect(response).rejects.toMatchObject({
      name: `${name}Exception`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('a request signed one hour late is refused as expired', async () => {
    const client = new BedrockRuntimeClient({
      ...ACCESS,
      endpoint: running.emulator.url,
      systemClockOffset: -3_600_000,
      maxAttempts: 1,
    });
    const response = client.send(new ConverseCommand({ modelId: HAIKU, messages }));
    await expect(response).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(/^Signature expired: /),
    });
  });

  it.each([
    ['emulated', 200],
    ['guessed', 403],
  ])('the API key "%s" gets status %d', async (token, status) => {
    const path = `/model/${encodeURIComponent(HAIKU)}/converse`;
    const authorization = `Bearer ${token}`;
    expect((await running.post(path, { messages }, { authorization })).status).toBe(status);
  });

  it('a request without credentials is refused as missing them', async () => {
    const response = await fetch(`${running.emulator.url}/model/${HAIKU}/converse`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toMatch(/^MissingAuthenticationToken/);
  });

  it('a self-hosted server needs no credentials', async () => {
    const response = await fetch(`${running.emulator.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: HAIKU, messages: [{ role: 'user', content: PROMPT }] }),
    });
    expect(response.status).toBe(200);
  });
});
