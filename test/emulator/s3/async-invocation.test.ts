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
  it('an asynchronous endpoint accepts at once and writes its answer to the announced location', async () => {
    const InputLocation = await put('a');
    const accepted = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'elsewhere',
        InputLocation,
        InferenceId: 'i',
      }),
    );
    expect(accepted).toMatchObject({
      $metadata: { httpStatusCode: 202 },
      InferenceId: 'i',
      OutputLocation: 's3://out/answers/i.out',
      FailureLocation: 's3://out/failures/i-error.out',
    });
    const answer = await vi.waitFor(() => read(accepted.OutputLocation), 5000);
    expect(textAt('0.generated_text')(JSON.parse(answer))).toBe(ANSWER);
    const served = running.emulator.log().find(({ model }) => model === 'elsewhere');
    expect(served).toMatchObject({ route: 'InvokeEndpointAsync', outcome: 'ok' });
    expect(served?.outputTokens).toBeGreaterThan(0);
  });

  it('an asynchronous endpoint without configured locations writes its answers to the bucket of the request', async () => {
    const InputLocation = await put('b');
    const { OutputLocation } = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({ EndpointName: 'support', InputLocation }),
    );
    expect(OutputLocation).toMatch(/^s3:\/\/inbox\/support\/output\/emulated-.*\.out$/);
  });

  it('an asynchronous endpoint writes a container’s error to the failure location after accepting', async () => {
    const InputLocation = await put('c');
    const accepted = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({ EndpointName: 'broken', InputLocation }),
    );
    const failure = await vi.waitFor(() => read(accepted.FailureLocation), 5000);
    expect(JSON.parse(failure)).toMatchObject({ OriginalStatusCode: 500 });
    await expect(read(accepted.OutputLocation)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('an asynchronous request that exceeds its timeout fails', async () => {
    const InputLocation = await put('d');
    const accepted = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'slow',
        InputLocation,
        InvocationTimeoutSeconds: 1,
      }),
    );
    const failure = await vi.waitFor(() => read(accepted.FailureLocation), 5000);
    expect(failure).toContain('timed out');
    const page = await s3.send(new ListObjectsV2Command({ Bucket: 'inbox', Prefix: 'slow/' }));
    expect(page.KeyCount).toBe(1);
  });

  it('an asynchronous endpoint accepts a body in place of an object', async () => {
    const accepted = await running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'elsewhere',
        Body: Buffer.from(JSON.stringify({ inputs: PROMPT })),
      }),
    );
    expect(await vi.waitFor(() => read(accepted.OutputLocation), 5000)).toContain(ANSWER);
  });

  it('an asynchronous endpoint refuses a request without input', async () => {
    const lost = running.sageMaker.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: 'support',
        InputLocation: 's3://inbox/nothing',
      }),
    );
    await expect(lost).rejects.toThrow('There is no input at s3://inbox/nothing.');
  });
});
