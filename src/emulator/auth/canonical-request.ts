/** A request exactly as it was received. */
export interface SignedRequest {
  readonly method: string;
  /** Percent signs and query included. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The parts of a request that its signature covers, as the signature states them. */
export interface SignedParts {
  readonly signedHeaders: string;
  /** Query parameters, decoded, without the signature itself. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly payloadHash: string;
}

/** Returns the canonical request of Signature Version 4: the signed parts in a normalised form. */
export function canonicalRequest(
  request: SignedRequest,
  signed: SignedParts,
  service: string,
): string {
  const { method, path, headers } = request;
  const rawPath = path.split('?', 1)[0] ?? '/';
  const query = signed.query
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .toSorted(([a, av], [b, bv]) => (a === b ? compare(av, bv) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`);
  const names = signed.signedHeaders.split(';');
  const values = names.map((name) => `${name}:${headerValue(headers, name)}\n`);
  return [
    method,
    // Every service but S3 encodes the path twice and normalises it; S3 keys may hold dot segments.
    service === 's3' ? rawPath : encode(normalized(rawPath)).replaceAll('%2F', '/'),
    query.join('&'),
    values.join(''),
    signed.signedHeaders,
    signed.payloadHash,
  ].join('\n');
}

/** Removes empty and dot segments (RFC 3986, 5.2.4); keeps a trailing slash. */
function normalized(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** Returns a header's value. `host` (HTTP/1.1) and `:authority` (HTTP/2) stand for each other. */
function headerValue(headers: SignedRequest['headers'], name: string): string {
  const value =
    name === 'host' || name === ':authority'
      ? (headers[':authority'] ?? headers['host'])
      : headers[name];
  const text = typeof value === 'string' ? value : (value ?? []).join(',');
  return text.trim().replace(/[ \t]+/g, ' ');
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Compares by UTF-16 code units, not by locale: the specification sorts by code point. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
