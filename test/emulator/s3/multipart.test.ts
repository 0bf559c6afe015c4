import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS, useEmulator } from '../running-emulator.ts';

const running = useEmulator([], {}, new Map([['emulated', 'emulated']]));
const Bucket = 'parts';

let s3: S3Client;
beforeAll(() => {
  s3 = new S3Client({ ...ACCESS, endpoint: running.emulator.url, forcePathStyle: true });
});
afterAll(() => s3.destroy());

async function uploadIn(Key: string, parts: readonly string[]) {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/plain' }),
  );
  const Parts = [];
  for (const [n, Body] of parts.entries()) {
    const PartNumber = n + 1;
    const part = { Bucket, Key, UploadId, PartNumber, Body };
    const { ETag } = await s3.send(new UploadPartCommand(part));
    Parts.push({ ETag, PartNumber });
  }
  return { Bucket, Key, UploadId, MultipartUpload: { Parts } };
}

async function contentOf(Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}

describe('S3 objects uploaded in parts', () => {
  it('are joined in order once they are complete, and not there before', async () => {
    const upload = await uploadIn('whole.txt', ['one ', 'two ', 'three']);
    await expect(contentOf('whole.txt')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await s3.send(new CompleteMultipartUploadCommand(upload));
    expect(await contentOf('whole.txt')).toBe('one two three');
  });

  it('are gone when their upload is aborted', async () => {
    const upload = await uploadIn('aborted.txt', ['one']);
    await s3.send(new AbortMultipartUploadCommand(upload));
    await expect(s3.send(new CompleteMultipartUploadCommand(upload))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it('are refused with a part that was never sent', async () => {
    const upload = await uploadIn('missing.txt', ['one']);
    const MultipartUpload = {
      Parts: [...upload.MultipartUpload.Parts, { PartNumber: 2, ETag: 'x' }],
    };
    const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload });
    await expect(s3.send(command)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('S3 buckets', () => {
  it('are listed, and emptied of several objects at once', async () => {
    for (const Key of ['a', 'b & <c>', 'd']) {
      await s3.send(new PutObjectCommand({ Bucket: 'many', Key, Body: 'x' }));
    }
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toContain('many');
    const { Deleted = [] } = await s3.send(
      new DeleteObjectsCommand({
        Bucket: 'many',
        Delete: { Objects: [{ Key: 'a' }, { Key: 'b & <c>' }] },
      }),
    );
    expect(Deleted.map(({ Key }) => Key)).toEqual(['a', 'b & <c>']);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'many' }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['d']);
  });
});
