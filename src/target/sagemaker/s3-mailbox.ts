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
 * An S3Mailbox is the place in S3 where asynchronous requests are put and answers are looked for.
 * Each of its requests is signed here and goes over our own transport: an SDK client spends two
 * milliseconds on every look that finds nothing, and there are many.
 */
export interface S3Mailbox {
  /** What was the matter, where it could not be put there. */
  put(uri: S3Uri, body: string, call: Call): Promise<RawError | undefined>;
  take(uri: S3Uri, call: Call): Promise<PollResult>;
}

/** A PollResult found an object, or was refused; or neither, and another one may find more. */
export interface PollResult {
  readonly object?: Buffer;
  readonly refusal?: RawError;
  /** When it was over. */
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
      const symptom = error === undefined ? refusalOf(status, content) : rawErrorOf(error);
      return { ...symptom, message: `The request could not be put into S3: ${symptom.message}` };
    },
    async take(uri, call) {
      const { status, content, end, error } = await ask('GET', uri, '', call);
      // No other look would find it shorter.
      if (error instanceof DecodeError) return { refusal: rawErrorOf(error), end };
      if (error !== undefined) return { end };
      if (status < 300) return { object: content, end };
      const refusal = refusalOf(status, content);
      return isPassing(refusal) ? { end } : { refusal: whereFrom(refusal, uri), end };
    },
  };
}

/** In path style, which every bucket has, so that all share their sockets. */
function pathOf(uri: S3Uri): string {
  const segments = [uri.bucket, ...uri.key.split('/')];
  return `/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
}

/** S3 words its errors in XML. */
function refusalOf(status: number, content: Buffer): RawError {
  const xml = content.toString('utf8');
  const [, name = ''] = /<Code>([^<]*)<\/Code>/.exec(xml) ?? [];
  const [, message = `S3 answered HTTP ${status}.`] = /<Message>([^<]*)<\/Message>/.exec(xml) ?? [];
  return { name, message, status };
}

/** Whether to look again: nothing is there yet, or S3 is in trouble. */
function isPassing({ name, status = 0 }: RawError): boolean {
  return name === 'NoSuchKey' || status === 429 || status >= 500;
}

function whereFrom(refusal: RawError, uri: S3Uri): RawError {
  const leave =
    refusal.status === 403
      ? ' It takes s3:GetObject and, to be told that it is not there yet, s3:ListBucket.'
      : '';
  return { ...refusal, message: `${refusal.message} (${formatS3Uri(uri)}).${leave}` };
}
