import { createHash } from 'node:crypto';
import {
  InvokeEndpointAsyncCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { formatS3Uri, parseS3Uri, readS3Uri } from '../../scenario/schema/s3-uri.ts';
import type { AsyncInference } from '../../scenario/target/async-schema.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from '../aws-sdk/sdk-handler.ts';
import { createTransport, type Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Call, Reply, Target } from '../contract/target.ts';
import { decodeWhole } from '../decode/answer-decoder.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import { classifyError, type RawError } from '../errors/classify-error.ts';
import { DecodeError } from '../errors/decode-error.ts';
import type { Head } from '../http/response-head.ts';
import { networkOf } from '../network/network.ts';
import { type AsyncResults, pollAsyncResult } from './poll-async-result.ts';
import { createS3Mailbox } from './s3-mailbox.ts';
import {
  bodyOf,
  CONTAINER_DIALECTS,
  customAttributes,
  type SageMakerService,
} from './sagemaker.ts';

/**
 * The target of an asynchronous SageMaker endpoint. The request is put into S3 before it is due; at
 * the due instant its address is sent to the endpoint.
 */
type AsyncSageMaker = Omit<Target, 'name'>;

/** Time to put an object into S3, with a margin, milliseconds. */
const UPLOAD: Milliseconds = 1000;

export function createAsyncSageMaker(
  service: SageMakerService,
  inference: AsyncInference,
  clientConfig: ClientConfig,
  transport: Transport,
): AsyncSageMaker {
  const { input: inputUri, poll, requestTtl, invocationTimeout } = inference;
  const { bucket, key: prefix } = parseS3Uri(inputUri);
  const dialect = CONTAINER_DIALECTS[service.body];
  // The body and its patch go into S3.
  const { request: _request, decode: _decode, ...shape } = service;
  // S3 is another service and has its own sockets, even if an emulator is both.
  const s3Transport = createTransport(clientConfig.connections, [], networkOf(clientConfig));
  const mailbox = createS3Mailbox(clientConfig, s3Transport);
  const sdk = new SdkHandler(clientConfig, transport, shape);
  const client = new SageMakerRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);

  const ask: Target['ask'] = async (query, call) => {
    const body = JSON.stringify(bodyOf(service, dialect, query));
    // Equal requests share one object.
    const name = createHash('sha256').update(body).digest('hex');
    const uri = { bucket, key: `${prefix}${name}.json` };
    const refused = await mailbox.put(uri, body, call);
    if (refused !== undefined) return unsentReply(refused, call);

    let results: AsyncResults | undefined;
    const acceptance = createReplyBuilder((head, emit) => {
      results = resultsIn(head);
      return { read: () => undefined, end: () => emit({ done: true }) };
    });
    const attributes = customAttributes(call.metadata, service.customAttributes);
    const input = {
      EndpointName: service.endpointName,
      InputLocation: formatS3Uri(uri),
      ContentType: 'application/json',
      Accept: 'application/json',
      ...(attributes === '' ? {} : { CustomAttributes: attributes }),
      ...(requestTtl === undefined ? {} : { RequestTTLSeconds: requestTtl / 1000 }),
      ...(invocationTimeout === undefined
        ? {}
        : { InvocationTimeoutSeconds: invocationTimeout / 1000 }),
    };
    const send = (): Promise<unknown> => client.send(new InvokeEndpointAsyncCommand(input));
    const command = { input, send, read: () => undefined };
    const accepted = await sdk.ask(command, call, acceptance);
    if (accepted.outcome !== 'ok' || results === undefined) return accepted;
    const structured = query.output !== undefined;
    return pollAsyncResult(accepted, results, {
      mailbox,
      poll,
      open: (emit) => decodeWhole(dialect, structured, emit),
      call,
    });
  };
  return {
    ask,
    lead: UPLOAD,
    async close() {
      await Promise.all([transport.close(), s3Transport.close()]);
    },
  };
}

function resultsIn({ headers }: Head): AsyncResults {
  const output = readS3Uri(headers['x-amzn-sagemaker-outputlocation'] ?? '');
  const failure = readS3Uri(headers['x-amzn-sagemaker-failurelocation'] ?? '');
  if (output !== undefined) return { output, ...(failure === undefined ? {} : { failure }) };
  throw new DecodeError(
    'UnreadableAnswer',
    'The request was accepted, but nothing says where its answer will be.',
  );
}

/** Returns the reply for a request that S3 refused; it fails at its due instant. */
async function unsentReply(rawError: RawError, { gate, clock, signal }: Call): Promise<Reply> {
  await gate?.();
  const end = clock.now();
  const emptyReply = createReplyBuilder(() => ({ read: () => undefined, end: () => undefined }));
  if (signal.aborted) {
    return emptyReply.reply({ stamps: {}, end, aborted: true, error: signal.reason });
  }
  const reply = emptyReply.reply({ stamps: { sent: end }, end, aborted: false });
  return { ...reply, ...classifyError(rawError) };
}
