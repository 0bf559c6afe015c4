import { formatS3Uri, type S3Uri } from '../../scenario/schema/s3-uri.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { createSigner } from '../aws-sdk/signer.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Call } from '../contract/target.ts';
import type { RawError } from '../errors/classify-error.ts';
import { rawErrorOf, DecodeError } from '../errors/decode-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import type { ResponseHandler, OutgoingRequest } from '../http/exchange.ts';
import { awsOrigin } from '../network/clock-skew.ts';

/**
 * The place in S3 where asynchronous requests are put and answers are polled. Its requests are
 * signed here and sent over our own transport: an SDK client spends two milliseconds on every poll
 * that finds nothing, and there are many.
 */
export interface S3Mailbox {
  /** Returns the error if the object could not be put. */
  put(uri: S3Uri, body: string, call: Call): Promise<RawError | undefined>;
  take(uri: S3Uri, call: Call): Promise<PollResult>;
}

/** An object, or a refusal; without either, a later poll may find more. */
export interface PollResult {
  readonly object?: Buffer;
  readonly refusal?: RawError;
  /** When the poll ended. */
  readonly end: Milliseconds;
}

export function createS3Mailbox(clientConfig: ClientConfig, transport: Transport): S3Mailbox {
  const { endpoint, region } = clientConfig;
  const origin = endpoint === 'aws' ? awsOrigin('s3', region) : endpoint;
  const sign = createSigner('s3', clientConfig);

  async function ask(
    method: NonNullable<OutgoingRequest['method']>,
    uri: S3Uri,
    body: string,
    { clock, signal }: Call,
  ): Promise<{ status: number; content: Buffer; end: Milliseconds; error?: unknown }> {
    const headers = body === '' ? {} : { 'content-type': 'application/json' };
    const request = await sign({ method, origin, path: pathOf(uri), headers, body });
    const deltas: Buffer[] = [];
    let size = 0;
    let status = 0;
    const receiver: ResponseHandler = {
      head: (head) => (status = head.status),
      read(bytes) {
        size += bytes.length;
        if (size > RESPONSE_LIMIT.body) throw tooLarge('body');
        deltas.push(Buffer.from(bytes));
      },
      end: () => undefined,
    };
    const { end, error } = await transport.exchange(
      request,
      { clock, signal, metadata: {} },
      receiver,
    );
    return { status, content: Buffer.concat(deltas), end, error };
  }

  return {
    async put(uri, body, call) {
      const { status, content, error } = await ask('PUT', uri, body, call);
      if (error === undefined && status < 300) return undefined;
      const rawError = error === undefined ? refusalOf(status, content) : rawErrorOf(error);
      return { ...rawError, message: `The request could not be put into S3: ${rawError.message}` };
    },
    async take(uri, call) {
      const { status, content, end, error } = await ask('GET', uri, '', call);
      // A later poll would not find it shorter.
      if (error instanceof DecodeError) return { refusal: rawErrorOf(error), end };
      if (error !== undefined) return { end };
      if (status < 300) return { object: content, end };
      const refusal = refusalOf(status, content);
      return isTemporary(refusal) ? { end } : { refusal: withAddress(refusal, uri), end };
    },
  };
}

/** Returns a path in path style, which every bucket supports, so that all share their sockets. */
function pathOf(uri: S3Uri): string {
  const segments = [uri.bucket, ...uri.key.split('/')];
  return `/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}

/** Reads an S3 error, which is XML. */
function refusalOf(status: number, content: Buffer): RawError {
  const xml = content.toString('utf8');
  const [, name = ''] = /<Code>([^<]*)<\/Code>/.exec(xml) ?? [];
  const [, message = `S3 answered HTTP ${status}.`] = /<Message>([^<]*)<\/Message>/.exec(xml) ?? [];
  return { name, message, status };
}

/** Returns whether to poll again: no object exists yet, or S3 has a temporary failure. */
function isTemporary({ name, status = 0 }: RawError): boolean {
  return name === 'NoSuchKey' || status === 429 || status >= 500;
}

function withAddress(refusal: RawError, uri: S3Uri): RawError {
  const permissions =
    refusal.status === 403
      ? ' It takes s3:GetObject and, to be told that it is not there yet, s3:ListBucket.'
      : '';
  return { ...refusal, message: `${refusal.message} (${formatS3Uri(uri)}).${permissions}` };
}
