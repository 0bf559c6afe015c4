import type { HttpExchange } from '../http/http-exchange.ts';
import { plainBody } from './chunked-upload.ts';
import type { MultipartUploads } from './multipart-uploads.ts';
import type { ObjectStore } from './object-store.ts';
import { elementTexts } from './request-xml.ts';
import type { S3Request } from './s3-request.ts';
import { HEAD, refuse, refuseFull, respondXml } from './s3-response.ts';

/** A request to upload an object in parts. */
interface MultipartRequest extends S3Request {
  readonly operation:
    'CreateMultipartUpload' | 'UploadPart' | 'CompleteMultipartUpload' | 'AbortMultipartUpload';
}

/** Answers the requests of a multipart upload. */
export function answerMultipart(
  exchange: HttpExchange,
  request: MultipartRequest,
  body: Buffer,
  { uploads, store }: { readonly uploads: MultipartUploads; readonly store: ObjectStore },
): void {
  const { operation, bucket, key, query } = request;
  const id = query.get('uploadId') ?? '';
  const unknown = (): void =>
    refuse(exchange, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  if (operation === 'CreateMultipartUpload') {
    const created = uploads.create({ bucket, key }, exchange.headers['content-type']);
    return respondXml(exchange, [
      'InitiateMultipartUploadResult',
      [
        ['Bucket', bucket],
        ['Key', key],
        ['UploadId', created],
      ],
    ]);
  }
  if (operation === 'UploadPart') {
    const bytes = plainBody(exchange.headers, body);
    const etag = uploads.putPart(id, Number(query.get('partNumber')), bytes);
    if (etag === undefined) return unknown();
    return etag === false ? refuseFull(exchange) : exchange.respond(200, { ...HEAD, etag }, '');
  }
  if (operation === 'AbortMultipartUpload') {
    return uploads.abort(id) ? exchange.respond(204, HEAD, '') : unknown();
  }
  const joined = uploads.complete(id, elementTexts(body.toString(), 'PartNumber').map(Number));
  if (joined === undefined) return unknown();
  if (!store.put({ bucket, key }, joined.bytes, joined.contentType)) return refuseFull(exchange);
  respondXml(exchange, [
    'CompleteMultipartUploadResult',
    [
      ['Bucket', bucket],
      ['Key', key],
      ['ETag', store.get({ bucket, key })?.etag ?? ''],
    ],
  ]);
}
