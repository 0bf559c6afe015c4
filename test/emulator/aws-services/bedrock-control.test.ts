import {
  BedrockClient,
  CreateProvisionedModelThroughputCommand,
  DeleteProvisionedModelThroughputCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  GetProvisionedModelThroughputCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
  ListProvisionedModelThroughputsCommand,
} from '@aws-sdk/client-bedrock';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { ACCESS, ANSWER, HAIKU, PROMPT, useEmulator } from '../running-emulator.ts';

const running = useEmulator([]);

function client(): BedrockClient {
  return new BedrockClient({ ...ACCESS, endpoint: running.emulator.url });
}

describe.concurrent('Bedrock’s control plane', () => {
  it('Bedrock’s control plane filters foundation models by provider and inference type', async () => {
    const { modelSummaries = [] } = await client().send(
      new ListFoundationModelsCommand({ byProvider: 'Meta', byInferenceType: 'ON_DEMAND' }),
    );
    expect(modelSummaries.map(({ modelId }) => modelId)).toEqual([
      'meta.llama3-8b-instruct-v1:0',
      'meta.llama3-70b-instruct-v1:0',
    ]);
  });

  it.each([HAIKU, `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU}`])(
    'Bedrock’s control plane describes the model %s',
    async (modelIdentifier) => {
      const { modelDetails } = await client().send(
        new GetFoundationModelCommand({ modelIdentifier }),
      );
      expect(modelDetails).toMatchObject({
        modelId: HAIKU,
        modelName: 'Claude 3 Haiku',
        providerName: 'Anthropic',
        responseStreamingSupported: true,
        inferenceTypesSupported: ['ON_DEMAND', 'PROVISIONED'],
      });
    },
  );

  it('Bedrock’s control plane returns ResourceNotFoundException for an unknown model', async () => {
    const response = client().send(
      new GetFoundationModelCommand({ modelIdentifier: 'acme.genius' }),
    );
    await expect(response).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('Bedrock’s control plane lists inference profiles of the models that have no other inference type', async () => {
    const { inferenceProfileSummaries = [], nextToken } = await client().send(
      new ListInferenceProfilesCommand({ maxResults: 4 }),
    );
    expect(inferenceProfileSummaries).toHaveLength(4);
    expect(nextToken).toBeDefined();
    const { models } = await client().send(
      new GetInferenceProfileCommand({
        inferenceProfileIdentifier: 'us.anthropic.claude-sonnet-4-20250514-v1:0',
      }),
    );
    expect(models?.[0]?.modelArn).toBe(
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0',
    );
  });
});

describe('provisioned throughput', () => {
  it('provisioned throughput is created, invoked by its ARN and deleted', async () => {
    const { provisionedModelArn: arn } = await client().send(
      new CreateProvisionedModelThroughputCommand({
        provisionedModelName: 'my-units',
        modelId: `${HAIKU}:200k`,
        modelUnits: 2,
        commitmentDuration: 'OneMonth',
      }),
    );
    const bought = await client().send(
      new GetProvisionedModelThroughputCommand({ provisionedModelId: 'my-units' }),
    );
    expect(bought).toMatchObject({
      provisionedModelArn: arn,
      modelUnits: 2,
      status: 'InService',
      commitmentDuration: 'OneMonth',
      foundationModelArn: `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU}`,
    });
    expect(bought.creationTime).toBeInstanceOf(Date);

    const messages = [{ role: 'user' as const, content: [{ text: PROMPT }] }];
    const ask = () => running.bedrock.send(new ConverseCommand({ modelId: arn, messages }));
    expect((await ask()).output?.message?.content?.[0]?.text).toBe(ANSWER);

    await client().send(new DeleteProvisionedModelThroughputCommand({ provisionedModelId: arn }));
    await expect(ask()).rejects.toMatchObject({ name: 'ValidationException' });
    const { provisionedModelSummaries } = await client().send(
      new ListProvisionedModelThroughputsCommand({}),
    );
    expect(provisionedModelSummaries).toEqual([]);
  });

  it('provisioned throughput is refused for a model that does not support it', async () => {
    const response = client().send(
      new CreateProvisionedModelThroughputCommand({
        provisionedModelName: 'new-units',
        modelId: 'anthropic.claude-sonnet-4-20250514-v1:0',
        modelUnits: 1,
      }),
    );
    await expect(response).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});
