import { isInS3, isPrefix, parseS3Uri, type S3Uri } from '../scenario/schema/s3-uri.ts';
import type { AsyncInference } from '../scenario/target/async-schema.ts';
import { partitionOf } from './partition.ts';

/**
 * A permission on a bucket or on objects. A policy can name the objects of a prefix only as
 * `prefix/*`, the one wildcard used here.
 */
export interface S3Permission {
  readonly action: string;
  readonly resource: string;
}

/**
 * Returns a permission on an object, on all objects of a prefix, or on the bucket, depending on the
 * action.
 */
export function s3Permission(action: string, uri: S3Uri, region: string): S3Permission {
  const bucket = `arn:${partitionOf(region)}:s3:::${uri.bucket}`;
  if (BUCKET_ACTIONS.has(action)) return { action, resource: bucket };
  return { action, resource: `${bucket}/${uri.key}${isPrefix(uri) ? '*' : ''}` };
}

const BUCKET_ACTIONS: ReadonlySet<string> = new Set(['s3:ListBucket', 's3:CreateBucket']);

/**
 * Returns the permissions for reading. Without ListBucket, S3 answers 403 for an object that does
 * not exist.
 */
function readAccesses(uri: S3Uri, region: string): readonly S3Permission[] {
  return [s3Permission('s3:ListBucket', uri, region), s3Permission('s3:GetObject', uri, region)];
}

/** Returns the permissions for reading a dataset; none for a local file. */
export function datasetAccesses(file: string, region: string): readonly S3Permission[] {
  return isInS3(file) ? readAccesses(parseS3Uri(file), region) : [];
}

/**
 * Returns the S3 permissions of an asynchronous request, for the places that the scenario names.
 */
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
