import { formatS3Uri, parseS3Uri, readS3Uri } from '../../scenario/schema/s3-uri.ts';
import type { AsyncPlaces } from '../../scenario/target/async-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { InvalidRequest } from '../dialect/base/dialect.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * An asynchronous request. It is accepted with a 202 unless it is refused, and its later response
 * becomes an object in S3.
 */
export interface AsyncInvocation {
  /** The request's exchange, with responses after the 202 stored in S3. */
  readonly exchange: HttpExchange;
  /**
   * Returns the model's input: the body, or the object at InputLocation. Throws an InvalidRequest.
   */
  input(body: Buffer): Buffer;
  accept(): void;
  /** Time limit of the model. */
  readonly limit: Milliseconds;
}

/** Status of a container's error, which implies that the request was accepted. */
const CONTAINER_ERROR = 424;

export function createAsyncInvocation(
  exchange: HttpExchange,
  {
    id,
    endpoint,
    store,
    places = {},
  }: {
    readonly id: string;
    readonly endpoint: string;
    readonly store: ObjectStore;
    readonly places?: Partial<AsyncPlaces> | undefined;
  },
): AsyncInvocation {
  const inference = header(exchange, 'x-amzn-sagemaker-inference-id') ?? id;
  const location = header(exchange, 'x-amzn-sagemaker-inputlocation');
  const input = readS3Uri(location ?? '');
  const defaultFolder = `s3://${input?.bucket ?? 'emulated-async'}/${endpoint}/`;
  const output = parseS3Uri(`${places.output ?? `${defaultFolder}output/`}${inference}.out`);
  const failure = parseS3Uri(
    `${places.failure ?? `${defaultFolder}failure/`}${inference}-error.out`,
  );
  let accepted = false;

  function accept(): void {
    accepted = true;
    for (const { bucket } of [output, failure]) store.create(bucket);
    exchange.respond(
      202,
      {
        'content-type': 'application/json',
        'x-amzn-requestid': id,
        'x-amzn-sagemaker-outputlocation': formatS3Uri(output),
        'x-amzn-sagemaker-failurelocation': formatS3Uri(failure),
      },
      JSON.stringify({ InferenceId: inference }),
    );
  }

  return {
    accept,
    input(body) {
      if (location === undefined && body.length > 0) return body;
      const object = input === undefined ? undefined : store.get(input);
      if (object !== undefined) return object.bytes;
      throw new InvalidRequest(`There is no input at ${location ?? 'an InputLocation'}.`);
    },
    limit: seconds(header(exchange, 'x-amzn-sagemaker-invocationtimeoutseconds')),
    exchange: {
      ...exchange,
      respond(status, responseHeaders, body) {
        if (!accepted && status !== CONTAINER_ERROR) {
          return exchange.respond(status, responseHeaders, body);
        }
        if (!accepted) accept();
        store.put(status < 300 ? output : failure, Buffer.from(body), 'application/json');
      },
      // The 202 was sent, so a disconnect does not matter.
      onGone: () => undefined,
    },
  };
}

/** Parses seconds; 15 minutes without a header (SageMaker API reference, InvokeEndpointAsync). */
function seconds(header: string | undefined): Milliseconds {
  return Number(header ?? 900) * 1000;
}

function header({ headers }: HttpExchange, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
