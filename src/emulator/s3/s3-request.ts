import type { Permission, AwsScope } from '../../iam/permission.ts';
import { s3Permission } from '../../iam/s3-permission.ts';
import type { S3Uri } from '../../scenario/schema/s3-uri.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { elementTexts } from './request-xml.ts';

/** A parsed request to S3. */
export interface S3Request extends S3Uri {
  /** Undefined for an operation that is not emulated. */
  readonly operation: S3Operation | undefined;
  readonly query: URLSearchParams;
}

type S3Operation = keyof typeof ACTIONS;

/** IAM actions by operation; the names differ for some. */
const ACTIONS = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
  HeadBucket: 's3:ListBucket',
  CreateBucket: 's3:CreateBucket',
  ListBuckets: 's3:ListAllMyBuckets',
  DeleteObjects: 's3:DeleteObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
} as const;

/**
 * Whether a request is for S3, by the service in its credential scope: S3 keys can have any path,
 * also those of other services.
 */
export function isForS3({ headers, path }: Pick<HttpExchange, 'headers' | 'path'>): boolean {
  if (/^AWS4-HMAC-SHA256 .*\/s3\/aws4_request/.test(headers.authorization ?? '')) return true;
  return /[?&]X-Amz-Credential=[^&]*%2Fs3%2Faws4_request/i.test(path);
}

/**
 * Matches virtual hosts with a bucket: `logs.s3.us-east-1.amazonaws.com`, `logs.localhost:4010`.
 */
const VIRTUAL_HOST = /^(.+)\.(?:s3[.-][\w.-]*amazonaws\.com(?:\.cn)?|localhost)(?::\d+)?$/;

/** Parses a request. The bucket is in the host or, in path style, the first segment of the path. */
export function readS3Request({ method, path, headers }: HttpExchange): S3Request {
  const [rawPath = '', search = ''] = path.split(/\?(.*)/s, 2);
  const query = new URLSearchParams(search);
  const [, inHost] = VIRTUAL_HOST.exec(headers.host ?? '') ?? [];
  const decodedPath = decoded(rawPath.slice(1));
  const slash = decodedPath.indexOf('/');
  const first = slash === -1 ? decodedPath : decodedPath.slice(0, slash);
  const rest = slash === -1 ? '' : decodedPath.slice(slash + 1);
  const { bucket, key } =
    inHost === undefined ? { bucket: first, key: rest } : { bucket: inHost, key: decodedPath };
  return { bucket, key, query, operation: operationOf(method, { bucket, key }, query, headers) };
}

/** Operations by method and query parameters. */
const BY_QUERY: Readonly<Record<string, S3Operation>> = {
  'POST bucket delete': 'DeleteObjects',
  'POST uploads': 'CreateMultipartUpload',
  'PUT partNumber,uploadId': 'UploadPart',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
};

/** Query parameters of emulated operations; others ask for more: `?acl`, `?tagging`. */
const PLAIN =
  /^(x-id|x-amz-.*|list-type|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner)$/i;

function operationOf(
  method: string,
  { bucket, key }: S3Uri,
  query: URLSearchParams,
  headers: HttpExchange['headers'],
): S3Operation | undefined {
  const more = [...query.keys()].filter((name) => !PLAIN.test(name)).sort();
  if (bucket === '') return method === 'GET' && more.length === 0 ? 'ListBuckets' : undefined;
  if (more.length > 0) {
    const name = key === '' ? `${method} bucket ${more.join()}` : `${method} ${more.join()}`;
    return Object.hasOwn(BY_QUERY, name) ? BY_QUERY[name] : undefined;
  }
  if (key === '') {
    if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
    if (method === 'HEAD') return 'HeadBucket';
    return method === 'PUT' ? 'CreateBucket' : undefined;
  }
  if (method === 'GET') return 'GetObject';
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'DELETE') return 'DeleteObject';
  return method === 'PUT' && headers['x-amz-copy-source'] === undefined ? 'PutObject' : undefined;
}

/**
 * Returns the permissions that a request needs; none for an operation that is not emulated.
 * DeleteObjects names its keys in the body.
 */
export function s3AccessesOf(
  { operation, bucket, key }: S3Request,
  body: string,
  { region }: AwsScope,
): readonly Permission[] {
  if (operation === undefined) return [];
  const action = ACTIONS[operation];
  if (operation === 'ListBuckets') return [{ action, resource: '*' }];
  const keys = operation === 'DeleteObjects' ? elementTexts(body, 'Key') : [key];
  return keys.map((each) => s3Permission(action, { bucket, key: each }, region));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
