import { Problem } from '../../problem/problem.ts';

/** An S3Uri names an object of S3 or, where its key is empty or ends with a slash, all objects whose keys begin so. */
export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

/** Names of buckets are 3 to 63 small letters, digits, dots and dashes (S3 user guide, bucket naming rules). */
const URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

export const S3_URI_ADVICE = 'Write it like s3://bucket/prefix/ or s3://bucket/key.jsonl.';

/** Whether a path means S3 at all, and no file of this machine. */
export function isInS3(path: string): boolean {
  return path.startsWith('s3://');
}

/** Undefined for what names nothing in S3. */
export function readS3Uri(text: string): S3Uri | undefined {
  const [, bucket, key = ''] = URI.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** Throws a Problem for what names nothing in S3. */
export function parseS3Uri(text: string): S3Uri {
  const uri = readS3Uri(text);
  if (uri !== undefined) return uri;
  throw new Problem(`"${text}" names nothing in S3.`, { remedy: S3_URI_ADVICE });
}

/** Whether it names many objects rather than one. */
export function isPrefix({ key }: S3Uri): boolean {
  return key === '' || key.endsWith('/');
}

export function formatS3Uri({ bucket, key }: S3Uri): string {
  return `s3://${bucket}/${key}`;
}
