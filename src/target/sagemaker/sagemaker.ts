import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import type {
  InvokeEndpointCommandInput,
  InvokeEndpointCommandOutput,
  InvokeEndpointWithResponseStreamCommandOutput,
} from '@aws-sdk/client-sagemaker-runtime';
import type { Query } from '../../dataset/query/query.ts';
import { Problem } from '../../problem/problem.ts';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import type { SdkCommand } from '../aws-sdk/sdk-command.ts';
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from '../aws-sdk/sdk-handler.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { decodeLinesAnswer, decodeSseAnswer, decodeWhole } from '../decode/answer-decoder.ts';
import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import { chat } from '../dialect/chat.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { tei, teiRerank } from '../dialect/tei.ts';
import { textGeneration } from '../dialect/text-generation.ts';
import { parseJson } from '../errors/decode-error.ts';
import { createStickySessions } from '../route/sticky-sessions.ts';
import { decodeAwsEvents } from '../wire/aws-event.ts';

export type SageMakerService = Extract<ServiceSpec, { kind: 'sagemaker' }>;

/** The dialect of each container. */
export const CONTAINER_DIALECTS: Readonly<Record<SageMakerService['body'], Dialect>> = {
  tgi: textGeneration,
  lmi: textGeneration,
  openai: chat,
  tei,
  'tei-rerank': teiRerank,
};

export function createSageMaker(
  service: SageMakerService,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { endpointName, stream } = service;
  const sessions = createStickySessions();
  const dialect = CONTAINER_DIALECTS[service.body];
  if (stream && dialect.whole === true) {
    throw new Problem(`The body "${service.body}" does not stream.`, {
      remedy: 'Set stream: false.',
    });
  }
  const sdk = new SdkHandler(clientConfig, transport, service);
  const client = new SageMakerRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);

  return (query, call) => {
    const structured = query.output !== undefined;
    const session = service.sticky === true ? query.session : undefined;
    const replyBuilder = createReplyBuilder((head, emit) => {
      if (session !== undefined) sessions.learn(session, head);
      if (!stream) return decodeWhole(dialect, structured, emit);
      const decodeContainer = framing(service, head.headers['x-amzn-sagemaker-content-type']);
      return decodeParts(emit, decodeContainer(dialect, structured, emit));
    });
    const input: InvokeEndpointCommandInput = {
      EndpointName: endpointName,
      ContentType: 'application/json',
      Accept: 'application/json',
      Body: JSON.stringify(bodyOf(service, dialect, query)),
      ...optionsOf(service, call.metadata),
      ...(session === undefined ? {} : { SessionId: sessions.of(session) }),
    };
    return stream
      ? sdk.ask(streamCommand(client, input, service, dialect, structured), call, replyBuilder)
      : sdk.ask(wholeCommand(client, input, dialect, structured), call, replyBuilder);
  };
}

function optionsOf(
  { inferenceComponent, targetVariant, targetModel, customAttributes: own }: SageMakerService,
  metadata: Readonly<Record<string, string>>,
) {
  const attributes = customAttributes(metadata, own);
  return {
    ...(inferenceComponent === undefined ? {} : { InferenceComponentName: inferenceComponent }),
    ...(targetVariant === undefined ? {} : { TargetVariant: targetVariant }),
    ...(targetModel === undefined ? {} : { TargetModel: targetModel }),
    ...(attributes === '' ? {} : { CustomAttributes: attributes }),
  };
}

function wholeCommand(
  client: SageMakerRuntimeClient,
  input: InvokeEndpointCommandInput,
  dialect: Dialect,
  structured: boolean,
): SdkCommand<InvokeEndpointCommandOutput> {
  return {
    input,
    send: () => client.send(new InvokeEndpointCommand(input)),
    read: ({ Body }, show) =>
      show(dialect.answer(parseJson(Body.transformToString()), structured).text),
  };
}

function streamCommand(
  client: SageMakerRuntimeClient,
  input: InvokeEndpointCommandInput,
  service: SageMakerService,
  dialect: Dialect,
  structured: boolean,
): SdkCommand<InvokeEndpointWithResponseStreamCommandOutput> {
  return {
    input,
    send: () => client.send(new InvokeEndpointWithResponseStreamCommand(input)),
    async read({ Body, ContentType }, show) {
      const decodeContainer = framing(service, ContentType);
      const container = decodeContainer(dialect, structured, ({ text }) => show(text));
      for await (const { PayloadPart } of Body ?? []) {
        container.read(Buffer.from(PayloadPart?.Bytes ?? []));
      }
      container.end();
    },
  };
}

export function bodyOf(
  { body, stream, request }: SageMakerService,
  dialect: Dialect,
  query: Query,
): Readonly<Record<string, unknown>> {
  if (!stream) return mergePatch(dialect.body(query), request);
  const usage = body === 'openai' ? { stream_options: { include_usage: true } } : {};
  return mergePatch({ stream: true, ...usage, ...dialect.body(query) }, request);
}

/** Decodes payload parts, which are slices of the container's stream cut at any byte. */
function decodeParts(emit: Emit, container: Decoder): Decoder {
  const events = decodeAwsEvents(emit, ({ type, payload }) => {
    if (type === 'PayloadPart') container.read(payload);
  });
  return {
    read: (bytes) => events.read(bytes),
    end() {
      events.end();
      container.end();
    },
  };
}

/**
 * Returns a decoder for the container's framing, by its content type; without one, LMI writes lines
 * of JSON.
 */
function framing({ body }: SageMakerService, contentType = ''): AnswerDecoder {
  if (contentType.includes('event-stream')) return decodeSseAnswer;
  if (/jsonlines|ndjson/.test(contentType)) return decodeLinesAnswer;
  return body === 'lmi' ? decodeLinesAnswer : decodeSseAnswer;
}

/**
 * Returns the header value, at most 1024 characters of visible ASCII; the scenario's own attributes
 * come first.
 */
export function customAttributes(metadata: Readonly<Record<string, string>>, own?: string): string {
  const runAttributes = Object.entries(metadata).map(([key, value]) => `${key}=${value}`);
  return (own === undefined ? runAttributes : [own, ...runAttributes])
    .join(',')
    .replace(/[^\x21-\x7e]/g, '_')
    .slice(0, 1024);
}
