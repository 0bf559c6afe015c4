import type { HttpExchange } from '../http/http-exchange.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { type Element, xmlDocument } from './xml.ts';

/** Responds with a page of a bucket's keys (S3 API reference, ListObjectsV2). */
export function listObjects(
  exchange: HttpExchange,
  { bucket, query }: S3Request,
  keys: readonly string[],
  store: ObjectStore,
): void {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const most = Number(query.get('max-keys') ?? MOST);
  if (!Number.isInteger(most) || most < 0) {
    const { status, headers, body } = s3Error('InvalidArgument', 'max-keys is no whole number');
    return exchange.respond(status, headers, body);
  }
  const after = token === null ? (query.get('start-after') ?? '') : fromToken(token);
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : String;

  const entries = [...new Set(keys.filter((key) => key.startsWith(prefix)).map(entryOf))];
  const rest = entries.filter((entry) => isAfter(entry, after));
  const page = rest.slice(0, Math.min(most, MOST));
  const last = page.at(-1);
  const truncated = last !== undefined && page.length < rest.length;

  /** Returns the key, or the common prefix of its folder. */
  function entryOf(key: string): string {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return cut === -1 ? key : key.slice(0, cut + delimiter.length);
  }

  const contents = page.map((entry): Element => {
    const object = store.get({ bucket, key: entry });
    if (object === undefined || entry !== entryOf(entry)) {
      return ['CommonPrefixes', [['Prefix', encode(entry)]]];
    }
    return [
      'Contents',
      [
        ['Key', encode(entry)],
        ['LastModified', object.modified.toISOString()],
        ['ETag', object.etag],
        ['Size', object.bytes.length],
        ['StorageClass', 'STANDARD'],
      ],
    ];
  });
  const listing: Element = [
    'ListBucketResult',
    [
      ['Name', bucket],
      ['Prefix', encode(prefix)],
      ...(delimiter === '' ? [] : [['Delimiter', encode(delimiter)] as const]),
      ['KeyCount', page.length],
      ['MaxKeys', most],
      ...(query.get('encoding-type') === 'url' ? [['EncodingType', 'url'] as const] : []),
      ['IsTruncated', truncated],
      ...(token === null ? [] : [['ContinuationToken', token] as const]),
      ...(truncated ? [['NextContinuationToken', toToken(last)] as const] : []),
      ...contents,
    ],
  ];
  exchange.respond(200, { 'content-type': 'application/xml' }, xmlDocument(listing, NAMESPACE));
}

const MOST = 1000;
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

function isAfter(entry: string, after: string): boolean {
  return Buffer.compare(Buffer.from(entry), Buffer.from(after)) > 0;
}

/** Encodes the last listed key as an opaque continuation token. */
function toToken(last: string): string {
  return Buffer.from(last).toString('base64url');
}

function fromToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
