import { formatS3Uri, parseS3Uri, readS3Uri } from '../../scenario/schema/s3-uri.ts';
import type { AsyncPlaces } from '../../scenario/target/async-inference.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { InvalidRequest } from '../dialect/dialect.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * An AsyncInvocation is an asynchronous request. It is accepted with a 202 as soon as nothing refuses it, and
 * what would then have been its response becomes an object in S3.
 */
export interface AsyncInvocation {
  /** The request's exchange, but that what is responded after the 202 goes to S3. */
  readonly exchange: HttpExchange;
  /** What the model is to be asked. Throws an InvalidRequest where there is nothing. */
  input(body: Buffer): Buffer;
  accept(): void;
  /** The longest the model may take. */
  readonly limit: Milliseconds;
}

/** The status under which a container's own errors are passed on: it was asked, so it was accepted. */
const CONTAINER = 424;

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
  const beside = `s3://${input?.bucket ?? 'emulated-async'}/${endpoint}/`;
  const output = parseS3Uri(`${places.output ?? `${beside}output/`}${inference}.out`);
  const failure = parseS3Uri(`${places.failure ?? `${beside}failure/`}${inference}-error.out`);
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
        if (!accepted && status !== CONTAINER) {
          return exchange.respond(status, responseHeaders, body);
        }
        if (!accepted) accept();
        store.put(status < 300 ? output : failure, Buffer.from(body), 'application/json');
      },
      // Whoever asked has been answered, and may go.
      onGone: () => undefined,
    },
  };
}

/** Fifteen minutes, where nothing is said (SageMaker API reference, InvokeEndpointAsync). */
function seconds(header: string | undefined): Milliseconds {
  return Number(header ?? 900) * 1000;
}

function header({ headers }: HttpExchange, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
