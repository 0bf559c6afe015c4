import { isInS3, isPrefix, parseS3Uri, type S3Uri } from '../scenario/schema/s3-uri.ts';
import type { AsyncInference } from '../scenario/target/async-schema.ts';
import { partitionOf } from './partition.ts';

/**
 * An S3Permission is a permission on a bucket or on objects. Objects of a prefix have no other name in a
 * policy than `prefix/*`: the one wildcard there is.
 */
export interface S3Permission {
  readonly action: string;
  readonly resource: string;
}

/** On an object, on all of a prefix, or on the bucket, as the action wants. */
export function s3Permission(action: string, uri: S3Uri, region: string): S3Permission {
  const bucket = `arn:${partitionOf(region)}:s3:::${uri.bucket}`;
  if (OF_BUCKETS.has(action)) return { action, resource: bucket };
  return { action, resource: `${bucket}/${uri.key}${isPrefix(uri) ? '*' : ''}` };
}

const OF_BUCKETS: ReadonlySet<string> = new Set(['s3:ListBucket', 's3:CreateBucket']);

/** Reading: without leave to list, S3 calls an object that is not there forbidden. */
function readAccesses(uri: S3Uri, region: string): readonly S3Permission[] {
  return [s3Permission('s3:ListBucket', uri, region), s3Permission('s3:GetObject', uri, region)];
}

/** What reading a dataset needs; nothing for one of this machine. */
export function datasetAccesses(file: string, region: string): readonly S3Permission[] {
  return isInS3(file) ? readAccesses(parseS3Uri(file), region) : [];
}

/** What an asynchronous request needs beside its endpoint, as far as its places are named. */
export function asyncAccesses(
  { input, output, failure }: AsyncInference,
  region: string,
): readonly S3Permission[] {
  const places = [output, failure].filter((place) => place !== undefined);
  return [
    s3Permission('s3:PutObject', parseS3Uri(input), region),
    ...places.flatMap((place) => readAccesses(parseS3Uri(place), region)),
  ];
}
