import type { HttpExchange } from '../http/http-exchange.ts';
import { plainBody } from './chunked-upload.ts';
import { listObjects } from './object-listing.ts';
import { type ObjectStore, STORE_LIMIT, type StoredObject } from './object-store.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { answerMultipart } from './answer-multipart.ts';
import { elementTexts } from './request-xml.ts';
import { readS3Request, type S3Request } from './s3-request.ts';
import { HEAD, refuse, refuseFull, respondXml } from './s3-response.ts';
import type { Element } from './xml.ts';

/** Answers S3 requests: the part of S3 that a run needs. */
export interface S3Service {
  answer(exchange: HttpExchange, body: Buffer): void;
}

/**
 * Creates the service. `mayList` returns whether the caller may list a bucket, so learn of missing
 * keys.
 */
export function createS3Service(
  store: ObjectStore,
  mayList: (exchange: HttpExchange, bucket: string) => boolean,
): S3Service {
  function missing(exchange: HttpExchange, { bucket }: S3Request): void {
    if (!mayList(exchange, bucket)) return refuse(exchange, 'AccessDenied', 'Access Denied');
    if (store.keys(bucket) === undefined) {
      return refuse(exchange, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    refuse(exchange, 'NoSuchKey', 'The specified key does not exist.');
  }

  const uploads = new MultipartUploads(STORE_LIMIT);

  return {
    answer(exchange, body) {
      const request = readS3Request(exchange);
      switch (request.operation) {
        case 'ListObjectsV2':
        case 'HeadBucket': {
          const keys = store.keys(request.bucket);
          if (keys === undefined) return missing(exchange, request);
          if (request.operation === 'HeadBucket') return exchange.respond(200, HEAD, '');
          return listObjects(exchange, request, keys, store);
        }
        case 'CreateBucket':
          store.create(request.bucket);
          return exchange.respond(200, HEAD, '');
        case 'GetObject':
        case 'HeadObject': {
          const object = store.get(request);
          return object === undefined ? missing(exchange, request) : sendObject(exchange, object);
        }
        case 'PutObject': {
          const type = exchange.headers['content-type'];
          const bytes = plainBody(exchange.headers, body);
          if (!store.put(request, bytes, type)) return refuseFull(exchange);
          return exchange.respond(200, { ...HEAD, etag: store.get(request)?.etag ?? '' }, '');
        }
        case 'DeleteObject':
          store.delete(request);
          return exchange.respond(204, HEAD, '');
        case 'ListBuckets':
          return listBuckets(exchange, store.buckets());
        case 'DeleteObjects':
          return deleteObjects(exchange, request, body.toString(), store);
        case 'CreateMultipartUpload':
        case 'UploadPart':
        case 'CompleteMultipartUpload':
        case 'AbortMultipartUpload':
          return answerMultipart(exchange, { ...request, operation: request.operation }, body, {
            uploads,
            store,
          });
        case undefined:
          return refuse(
            exchange,
            'NotImplemented',
            `A header or a query of this ${exchange.method} asks for what is not emulated.`,
          );
      }
    },
  };
}

/** Sends an object, or its requested range (RFC 9110, 14). */
function sendObject(
  exchange: HttpExchange,
  { bytes, contentType, etag, modified }: StoredObject,
): void {
  const headers = {
    ...HEAD,
    'content-type': contentType,
    'accept-ranges': 'bytes',
    etag,
    'last-modified': modified.toUTCString(),
  };
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(exchange.headers.range ?? '') ?? [];
  if (from === undefined || to === undefined) return exchange.respond(200, headers, bytes);
  const { length } = bytes;
  const start = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? length : Math.min(length, Number(to) + 1);
  if (start >= end) {
    return refuse(exchange, 'InvalidRange', 'The requested range is not satisfiable');
  }
  const range = { 'content-range': `bytes ${start}-${end - 1}/${length}` };
  exchange.respond(206, { ...headers, ...range }, bytes.subarray(start, end));
}

function listBuckets(exchange: HttpExchange, names: readonly string[]): void {
  const created = new Date(0).toISOString();
  const buckets = names.map((name): Element => [
    'Bucket',
    [
      ['Name', name],
      ['CreationDate', created],
    ],
  ]);
  respondXml(exchange, ['ListAllMyBucketsResult', [['Buckets', buckets]]]);
}

function deleteObjects(
  exchange: HttpExchange,
  { bucket }: S3Request,
  xml: string,
  store: ObjectStore,
): void {
  const keys = elementTexts(xml, 'Key');
  for (const key of keys) store.delete({ bucket, key });
  const deleted = keys.map((key): Element => ['Deleted', [['Key', key]]]);
  const isQuiet = elementTexts(xml, 'Quiet')[0] === 'true';
  respondXml(exchange, ['DeleteResult', isQuiet ? [] : deleted]);
}
