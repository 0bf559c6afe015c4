import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scenarioFolder } from '../e2e/command.ts';

const HOUR = 'logs/AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/03/01/10';

/** A SageMaker endpoint whose answers come by S3. */
export const ASYNC = {
  kind: 'sagemaker',
  endpointName: 'support',
  async: { input: 's3://inbox/async/', output: 's3://answers/ok/', poll: '50ms' },
};

/** A scenario whose dataset is a prefix of S3, which a folder of logs beside it fills. */
export async function folderWithLogs(
  scenario: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const folder = await scenarioFolder({
    dataset: {
      file: 's3://my-logs/AWSLogs/',
      format: 'bedrock-log',
      redact: ['[\\w.]+@[\\w.]+\\w'],
    },
    prompt: { maxTokens: 40 },
    emulator: { buckets: { 'my-logs': 'logs/' } },
    iterations: 6,
    vus: 2,
    ...scenario,
  });
  await mkdir(join(folder, HOUR), { recursive: true });
  const records = ['r1', 'r2', 'r3'].map((requestId, n) =>
    JSON.stringify({
      schemaType: 'ModelInvocationLog',
      requestId,
      timestamp: `2026-03-01T10:00:0${n}Z`,
      operation: 'Converse',
      modelId: 'amazon.nova-micro-v1:0',
      input: {
        inputBodyJson: {
          messages: [{ role: 'user', content: [{ text: `Write to ann${n}@example.com?` }] }],
        },
      },
    }),
  );
  await writeFile(join(folder, HOUR, 'a.json.gz'), gzipSync(`${records.join('\n')}\n`));
  return folder;
}
