/** A SignedRequest is what a signature is made over, exactly as it came. */
export interface SignedRequest {
  readonly method: string;
  /** Percent signs and query included. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** SignedParts are what a signature says that it covers. */
export interface SignedParts {
  readonly signedHeaders: string;
  /** Query parameters, decoded, without the signature itself. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly payloadHash: string;
}

/** What of a request is signed, in the one form that both sides agree on; `signed` is the signature's own signed. */
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
    // Encoded a second time: every service but S3 does so, whose keys may also hold dots.
    service === 's3' ? rawPath : encode(normalized(rawPath)).replaceAll('%2F', '/'),
    query.join('&'),
    values.join(''),
    signed.signedHeaders,
    signed.payloadHash,
  ].join('\n');
}

/** Without empty and dot segments (RFC 3986, 5.2.4); a slash at the end stays. */
function normalized(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** HTTP/2 has no `host`, and HTTP/1.1 no `:authority`: clients sign the one they have, or mean. */
function headerValue(headers: SignedRequest['headers'], name: string): string {
  const value =
    name === 'host' || name === ':authority'
      ? (headers[':authority'] ?? headers['host'])
      : headers[name];
  const text = typeof value === 'string' ? value : (value ?? []).join(',');
  return text.trim().replace(/[ \t]+/g, ' ');
}

/** RFC 3986: unreserved characters stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** By code point, as the specification sorts; never by language. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
