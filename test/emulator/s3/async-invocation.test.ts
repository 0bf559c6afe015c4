import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { InvokeEndpointAsyncCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { textAt } from '../../../src/target/json/field-path.ts';
import { ACCESS, ANSWER, PROMPT, useEmulator } from '../running-emulator.ts';

const running = useEmulator(['support', 'elsewhere', 'broken', 'slow'], {
  asyncPlaces: { elsewhere: { output: 's3://out/answers/', failure: 's3://out/failures/' } },
  faults: [
    { kind: 'model-error', probability: 1, on: 'broken' },
    { kind: 'slow-drip', probability: 1, on: 'slow' },
  ],
});

let s3: S3Client;
beforeAll(() => {
  s3 = new S3Client({ ...ACCESS, endpoint: running.emulator.url, forcePathStyle: true });
});
afterAll(() => s3.destroy());

async function put(Key: string): Promise<string> {
  const Body = JSON.stringify({ inputs: PROMPT });
  await s3.send(new PutObjectCommand({ Bucket: 'inbox', Key, Body }));
  return `s3://inbox/${Key}`;
}

async function read(uri: string | undefined): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri ?? '') ?? [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

describe('an asynchronous endpoint of the emulator', () => {
  it('accepts at once and stores its answer at the announced location', async () => {
    const InputLocation = await put('a');
    const told = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'elsewhere',
        InputLocation,
        InferenceId: 'i',
      }),
    );
    expect(told).toMatchObject({
      $metadata: { httpStatusCode: 202 },
      InferenceId: 'i',
      OutputLocation: 's3://out/answers/i.out',
      FailureLocation: 's3://out/failures/i-error.out',
    });
    const answer = await vi.waitFor(() => read(told.OutputLocation), 5000);
    expect(textAt('0.generated_text')(JSON.parse(answer))).toBe(ANSWER);
    const served = running.emulator.log().find(({ model }) => model === 'elsewhere');
    expect(served).toMatchObject({ route: 'InvokeEndpointAsync', outcome: 'ok' });
    expect(served?.outputTokens).toBeGreaterThan(0);
  });

  it('stores its answers beside its inputs where no output location is configured', async () => {
    const InputLocation = await put('b');
    const { OutputLocation } = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({ EndpointName: 'support', InputLocation }),
    );
    expect(OutputLocation).toMatch(/^s3:\/\/inbox\/support\/output\/emulated-.*\.out$/);
  });

  it('stores the container’s error as a failure after it has accepted', async () => {
    const InputLocation = await put('c');
    const told = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({ EndpointName: 'broken', InputLocation }),
    );
    const failure = await vi.waitFor(() => read(told.FailureLocation), 5000);
    expect(JSON.parse(failure)).toMatchObject({ OriginalStatusCode: 500 });
    await expect(read(told.OutputLocation)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('stores a failure for a request that exceeds its time limit', async () => {
    const InputLocation = await put('d');
    const told = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'slow',
        InputLocation,
        InvocationTimeoutSeconds: 1,
      }),
    );
    const failure = await vi.waitFor(() => read(told.FailureLocation), 5000);
    expect(failure).toContain('timed out');
    const page = await s3.send(new ListObjectsV2Command({ Bucket: 'inbox', Prefix: 'slow/' }));
    expect(page.KeyCount).toBe(1);
  });

  it('takes a body in place of an object', async () => {
    const told = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'elsewhere',
        Body: Buffer.from(JSON.stringify({ inputs: PROMPT })),
      }),
    );
    expect(await vi.waitFor(() => read(told.OutputLocation), 5000)).toContain(ANSWER);
  });

  it('refuses a request without its input', async () => {
    const lost = running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'support',
        InputLocation: 's3://inbox/nothing',
      }),
    );
    await expect(lost).rejects.toThrow('There is no input at s3://inbox/nothing.');
  });
});
