import { Problem } from '../../problem/problem.ts';

/** Location in S3: one object, or a prefix if the key is empty or ends with a slash. */
export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Matches an S3 URI. Bucket names have 3 to 63 lower-case letters, digits, dots and hyphens (S3
 * user guide, bucket naming rules).
 */
const URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

export const S3_URI_ADVICE = 'Write it like s3://bucket/prefix/ or s3://bucket/key.jsonl.';

/** Returns whether a path is in S3 rather than on this machine. */
export function isInS3(path: string): boolean {
  return path.startsWith('s3://');
}

/** Parses an S3 URI; undefined for any other text. */
export function readS3Uri(text: string): S3Uri | undefined {
  const [, bucket, key = ''] = URI.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** Parses an S3 URI. Throws a Problem for any other text. */
export function parseS3Uri(text: string): S3Uri {
  const uri = readS3Uri(text);
  if (uri !== undefined) return uri;
  throw new Problem(`"${text}" is not an S3 location.`, { remedy: S3_URI_ADVICE });
}

/** Returns whether the URI is a prefix rather than one object. */
export function isPrefix({ key }: S3Uri): boolean {
  return key === '' || key.endsWith('/');
}

export function formatS3Uri({ bucket, key }: S3Uri): string {
  return `s3://${bucket}/${key}`;
}
