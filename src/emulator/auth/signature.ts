import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequest, type SignedParts, type SignedRequest } from './canonical-request.ts';

/** The error by which AWS refuses a signature. */
export interface SignatureFault {
  readonly code: string;
  readonly message: string;
}

export interface SignatureOptions {
  /** Secret access keys by access key id. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Services that the credential may be scoped to: `bedrock`. */
  readonly services: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

const FIVE_MINUTES = 5 * 60_000;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/**
 * Verifies AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests"), in the
 * Authorization header or in the query, over `host` or HTTP/2's `:authority`.
 *
 * Returns undefined for a valid signature. Does not compare regions, because the emulator stands
 * for all of them.
 */
export function checkSignature(
  request: SignedRequest,
  options: SignatureOptions,
): SignatureFault | undefined {
  const claim = readClaim(request);
  if (claim === undefined) {
    return {
      code: 'IncompleteSignatureException',
      message:
        "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters, and existence of either a 'X-Amz-Date' or a 'Date' header.",
    };
  }
  const [accessKeyId = '', day = '', region = '', service = '', terminal = ''] =
    claim.credential.split('/');
  const secret = options.secrets.get(accessKeyId);
  if (secret === undefined) {
    return {
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
  }
  const scopeMessage = scopeFault(claim, { day, service, terminal }, options.services);
  if (scopeMessage !== undefined) return invalid(scopeMessage);
  const timeMessage = timeFault(claim, options.now);
  if (timeMessage !== undefined) return invalid(timeMessage);

  const canonical = canonicalRequest(request, claim, service);
  const toSign = [
    ALGORITHM,
    claim.date,
    [day, region, service, terminal].join('/'),
    sha256(canonical),
  ].join('\n');
  const key = [day, region, service, terminal].reduce<string | Buffer>(
    (signing, part) => createHmac('sha256', signing).update(part).digest(),
    `AWS4${secret}`,
  );
  const expected = createHmac('sha256', key).update(toSign).digest();
  const actual = Buffer.from(claim.signature, 'hex');
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return undefined;
  return invalid(MISMATCH);
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The parameters of a signature, as the request states them. */
interface SignatureClaim extends SignedParts {
  /** `<key id>/<yyyymmdd>/<region>/<service>/aws4_request`. */
  readonly credential: string;
  readonly signature: string;
  /** `yyyymmddThhmmssZ`. */
  readonly date: string;
  /** Seconds for which a presigned URL holds. */
  readonly expires: number | undefined;
}

function readClaim(request: SignedRequest): SignatureClaim | undefined {
  const { headers } = request;
  const query = readQuery(request.path);
  const presigned = new Map(query.map(([name, value]) => [name.toLowerCase(), value]));
  const signature = presigned.get('x-amz-signature');
  if (signature !== undefined) {
    const expires = Number(presigned.get('x-amz-expires') ?? '0');
    return complete({
      credential: presigned.get('x-amz-credential'),
      signedHeaders: presigned.get('x-amz-signedheaders'),
      signature,
      date: presigned.get('x-amz-date'),
      query: query.filter(([name]) => name.toLowerCase() !== 'x-amz-signature'),
      expires,
      payloadHash: payloadHash(
        request,
        presigned.get('x-amz-content-sha256') ??
          firstValue(headers['x-amz-content-sha256']) ??
          // The body is not signed in presigned URLs of S3.
          (presigned.get('x-amz-credential')?.split('/')[3] === 's3' ? UNSIGNED : undefined),
      ),
    });
  }
  const authorization = firstValue(headers['authorization']) ?? '';
  if (!authorization.startsWith(ALGORITHM)) return undefined;
  const parameter = (name: string): string | undefined =>
    new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1];
  return complete({
    credential: parameter('Credential'),
    signedHeaders: parameter('SignedHeaders'),
    signature: parameter('Signature'),
    date: firstValue(headers['x-amz-date']) ?? isoBasic(firstValue(headers['date'])),
    query,
    expires: undefined,
    payloadHash: payloadHash(request, firstValue(headers['x-amz-content-sha256'])),
  });
}

type Incomplete = { readonly [Name in keyof SignatureClaim]: SignatureClaim[Name] | undefined };

function complete(claim: Incomplete): SignatureClaim | undefined {
  const { credential, signedHeaders, signature, date, query, expires, payloadHash: hash } = claim;
  if (credential === undefined || signedHeaders === undefined || signature === undefined) return;
  if (date === undefined || query === undefined || hash === undefined) return;
  return { credential, signedHeaders, signature, date, query, expires, payloadHash: hash };
}

/**
 * Hashes the body and ignores the hash that the client states, except for unsigned payloads and
 * S3's chunked uploads, which are not verified.
 */
function payloadHash({ body }: SignedRequest, stated: string | undefined): string {
  return stated === UNSIGNED || stated?.startsWith('STREAMING-') === true ? stated : sha256(body);
}

const UNSIGNED = 'UNSIGNED-PAYLOAD';

function scopeFault(
  { date }: SignatureClaim,
  { day, service, terminal }: { day: string; service: string; terminal: string },
  services: readonly string[],
): string | undefined {
  if (terminal !== 'aws4_request') {
    return `Credential should be scoped with a valid terminator: 'aws4_request'.`;
  }
  if (!services.includes(service)) {
    return `Credential should be scoped to correct service: '${services[0]}'.`;
  }
  return date.startsWith(day)
    ? undefined
    : `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`;
}

function timeFault({ date, expires }: SignatureClaim, now: number): string | undefined {
  const signed = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const serverTime = isoBasic(new Date(now).toISOString());
  const span = expires === undefined ? FIVE_MINUTES : expires * 1000;
  if (!(signed + span >= now)) {
    const edge = isoBasic(new Date(now - span).toISOString());
    return `Signature expired: ${date} is now earlier than ${edge} (${serverTime} - ${Math.round(span / 60_000)} min.)`;
  }
  if (signed <= now + FIVE_MINUTES) return undefined;
  const edge = isoBasic(new Date(now + FIVE_MINUTES).toISOString());
  return `Signature not yet current: ${date} is still later than ${edge} (${serverTime} + 5 min.)`;
}

/** Formats a date as `yyyymmddThhmmssZ`; undefined for an invalid date. */
function isoBasic(date: string | undefined): string | undefined {
  if (date === undefined || Number.isNaN(Date.parse(date))) return undefined;
  return new Date(date).toISOString().replace(/[-:]|\.\d+/g, '');
}

function readQuery(path: string): [string, string][] {
  const [, query = ''] = /\?(.*)$/s.exec(path) ?? [];
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
    return [decode(name), decode(value)];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function firstValue(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function invalid(message: string): SignatureFault {
  return { code: 'InvalidSignatureException', message };
}
