import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IamPolicy } from '../../../src/scenario/emulator/iam-policy.ts';
import { ACCESS, useEmulator } from '../running-emulator.ts';

const running = useEmulator([]);
const checked = useEmulator([], {}, new Map([['emulated', 'emulated']]));
const policy: IamPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::open/*', 'arn:aws:s3:::shut/a*'],
    },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::open', 'arn:aws:s3:::open/*'],
    },
  ],
};
const guarded = useEmulator([], { iamPolicy: policy });

const clients: S3Client[] = [];
afterAll(() => clients.forEach((client) => client.destroy()));

function clientOf(
  endpoint: string,
  secretAccessKey = 'emulated',
  accessKeyId = 'emulated',
): S3Client {
  const client = new S3Client({
    region: ACCESS.region,
    endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  clients.push(client);
  return client;
}

let s3: S3Client;
beforeAll(() => {
  s3 = clientOf(running.emulator.url);
});

function put(client: S3Client, Bucket: string, Key: string, Body: string | Buffer = 'hello') {
  return client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/plain' }));
}

describe('S3 of the emulator', () => {
  it('S3 returns an object byte for byte, whatever its key', async () => {
    const Key = 'a folder/é+&=?#%41.txt';
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const { ETag } = await put(s3, 'mine', Key, bytes);
    const got = await s3.send(new GetObjectCommand({ Bucket: 'mine', Key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(got).toMatchObject({ ETag, ContentType: 'text/plain', ContentLength: 5 });
    expect(got.LastModified).toBeInstanceOf(Date);
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'mine', Key }));
    expect(head).toMatchObject({ ETag, ContentLength: 5 });
  });

  it.each([
    ['bytes=1-3', 'ell', 'bytes 1-3/5'],
    ['bytes=3-', 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=0-99', 'hello', 'bytes 0-4/5'],
  ])('S3 returns the range %s of an object', async (Range, part, contentRange) => {
    await put(s3, 'ranges', 'a');
    const got = await s3.send(new GetObjectCommand({ Bucket: 'ranges', Key: 'a', Range }));
    expect(await got.Body?.transformToString()).toBe(part);
    expect(got.ContentRange).toBe(contentRange);
  });

  it('S3 lists a prefix page by page, each key once and in order', async () => {
    const keys = Array.from({ length: 7 }, (_, n) => `p/${n}`);
    for (const key of [...keys, 'q/0']) await put(s3, 'pages', key);
    const listedKeys: (string | undefined)[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: 'pages',
          Prefix: 'p/',
          MaxKeys: 3,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      listedKeys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      token = page.NextContinuationToken;
      pages++;
    } while (token !== undefined);
    expect(listedKeys).toEqual(keys);
    expect(pages).toBe(3);
  });

  it('S3 groups deeper keys by common prefix', async () => {
    for (const key of ['a', 'd/1', 'd/2', 'e/f/1']) await put(s3, 'folders', key);
    const page = await s3.send(new ListObjectsV2Command({ Bucket: 'folders', Delimiter: '/' }));
    expect(page.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['a', 5]]);
    expect(page.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['d/', 'e/']);
    expect(page.KeyCount).toBe(3);
  });

  it('S3 deletes an object, and returns NoSuchKey or NoSuchBucket for what does not exist', async () => {
    await put(s3, 'gone', 'a');
    await s3.send(new DeleteObjectCommand({ Bucket: 'gone', Key: 'a' }));
    const get = (Bucket: string) => s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await expect(get('gone')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(get('never')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const list = s3.send(new ListObjectsV2Command({ Bucket: 'never' }));
    await expect(list).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('S3 accepts a host that starts with the bucket’s name', async () => {
    await put(s3, 'by-host', 'a/b');
    const { port } = new URL(running.emulator.url);
    const bucketRequest = request({
      port,
      path: '/a/b',
      headers: {
        host: `by-host.localhost:${port}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, any',
      },
      setHost: false,
    }).end();
    const body = await new Promise<string>((resolve) => {
      bucketRequest.on('response', (response) => resolve(text(response)));
    });
    expect(body).toBe('hello');
  });

  it('S3 refuses an operation that is not emulated', async () => {
    await expect(
      s3.send(new ListMultipartUploadsCommand({ Bucket: 'mine' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('S3 of an emulator that checks signatures', () => {
  it('S3 accepts the SDK’s signature, for any key, with and without a body', async () => {
    const client = clientOf(checked.emulator.url);
    const Key = 'a//b/../c é+&=%41';
    await put(client, 'signed', Key);
    const got = await client.send(new GetObjectCommand({ Bucket: 'signed', Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
  });

  it.each([
    ['a wrong secret', 'wrong', 'emulated', 'SignatureDoesNotMatch'],
    ['an unknown key', 'emulated', 'stranger', 'InvalidAccessKeyId'],
  ])('S3 refuses %s with S3’s error', async (_, secret, id, name) => {
    const client = clientOf(checked.emulator.url, secret, id);
    await expect(put(client, 'signed', 'a')).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('S3 of an emulator with a policy', () => {
  it('S3 allows what the policy allows, and no more', async () => {
    const client = clientOf(guarded.emulator.url);
    await put(client, 'open', 'a');
    const get = (Bucket: string, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await (await get('open', 'a')).Body?.transformToString()).toBe('hello');
    await expect(put(client, 'shut', 'a')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:PutObject on resource: arn:aws:s3:::shut/a'),
    });
    const list = client.send(new ListObjectsV2Command({ Bucket: 'shut' }));
    await expect(list).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('S3 reports a missing key only to callers that may list the bucket', async () => {
    const client = clientOf(guarded.emulator.url);
    await put(client, 'open', 'a');
    const get = (Bucket: string) => client.send(new GetObjectCommand({ Bucket, Key: 'absent' }));
    await expect(get('open')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get('shut')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
