import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { Target } from '../../src/target/contract/target.ts';

/** A PlainSdk is the AWS SDK's Bedrock client as it is by default: all that it has is what it shows. */
export function createPlainSdk(endpoint: string): Target {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  return {
    name: 'sdk-alone',
    async ask(query, { clock }) {
      const sent = clock.now();
      let firstVisible: number | undefined;
      const { stream } = await client.send(
        new ConverseStreamCommand({
          modelId: 'm',
          messages: query.messages.map(({ role, text }) => ({ role, content: [{ text }] })),
          inferenceConfig: { maxTokens: query.maxTokens },
        }),
      );
      for await (const event of stream ?? []) {
        if (event.contentBlockDelta?.delta?.text !== undefined) firstVisible ??= clock.now();
      }
      const end = clock.now();
      return {
        outcome: 'ok',
        stamps: { sent },
        ...(firstVisible === undefined ? {} : { seen: { firstVisible, end } }),
        end,
        chunks: 0,
        readsShared: 0,
        chunkGaps: [],
        answer: '',
        tokens: { source: 'unknown' },
      };
    },
    async close() {
      client.destroy();
    },
  };
}
