import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import type { InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import type { Query } from '../dataset/query.ts';
import { Problem } from '../scenario/problem.ts';
import type { Service } from '../scenario/target-spec.ts';
import { decodeLinesAnswer, decodeSseAnswer, decodeWhole } from './answer-decoder.ts';
import type { AnswerDecoder } from './answer-decoder.ts';
import { decodeAwsEvents } from './aws-event.ts';
import type { Decoder } from './decoder.ts';
import { chat } from './dialect/chat.ts';
import type { Dialect } from './dialect/dialect.ts';
import { tei, teiRerank } from './dialect/tei.ts';
import { textGeneration } from './dialect/text-generation.ts';
import type { Emit } from './piece.ts';
import { createReception } from './reception.ts';
import { CARRY, createSdkHandler } from './sdk-handler.ts';
import { createStickySessions } from './sticky-sessions.ts';
import type { Target } from './target.ts';
import type { Transport } from './transport.ts';
import { parseJson } from './unreadable.ts';
import type { Wiring } from './wiring.ts';

/** A SageMaker is the `ask` of a SageMaker endpoint, in the dialect of its container. */
export type SageMaker = Target['ask'];

export type SageMakerService = Extract<Service, { kind: 'sagemaker' }>;

/** By what the container speaks. */
export const CONTAINER_DIALECTS: Readonly<Record<SageMakerService['body'], Dialect>> = {
  tgi: textGeneration,
  lmi: textGeneration,
  openai: chat,
  tei,
  'tei-rerank': teiRerank,
};

export function createSageMaker(
  service: SageMakerService,
  wiring: Wiring,
  transport: Transport,
): SageMaker {
  const { endpointName, inferenceComponent, targetVariant, stream } = service;
  const sessions = createStickySessions();
  const dialect = CONTAINER_DIALECTS[service.body];
  if (stream && dialect.whole === true) {
    throw new Problem(`The body "${service.body}" does not stream.`, {
      remedy: 'Set stream: false.',
    });
  }
  const sdk = createSdkHandler(wiring, transport, service);
  const client = new SageMakerRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.carry, CARRY);

  return (query, call) => {
    const structured = query.output !== undefined;
    const session = service.sticky === true ? query.session : undefined;
    const reception = createReception((head, emit) => {
      if (session !== undefined) sessions.learn(session, head);
      return stream
        ? decodeParts(
            emit,
            framing(service, head.headers['x-amzn-sagemaker-content-type'])(
              dialect,
              structured,
              emit,
            ),
          )
        : decodeWhole(dialect, structured, emit);
    });
    const attributes = customAttributes(call.metadata);
    const input: InvokeEndpointCommandInput = {
      EndpointName: endpointName,
      ContentType: 'application/json',
      Accept: 'application/json',
      Body: JSON.stringify(bodyOf(service, dialect, query)),
      ...(inferenceComponent === undefined ? {} : { InferenceComponentName: inferenceComponent }),
      ...(targetVariant === undefined ? {} : { TargetVariant: targetVariant }),
      ...(session === undefined ? {} : { SessionId: sessions.of(session) }),
      ...(attributes === '' ? {} : { CustomAttributes: attributes }),
    };
    if (!stream) {
      const send = () => client.send(new InvokeEndpointCommand(input));
      return sdk.ask(
        {
          input,
          send,
          read: ({ Body }, show) =>
            show(dialect.answer(parseJson(Body.transformToString()), structured).text),
        },
        call,
        reception,
      );
    }
    return sdk.ask(
      {
        input,
        send: () => client.send(new InvokeEndpointWithResponseStreamCommand(input)),
        async read({ Body, ContentType }, show) {
          const container = framing(service, ContentType)(dialect, structured, ({ text }) =>
            show(text),
          );
          for await (const { PayloadPart } of Body ?? []) {
            container.read(Buffer.from(PayloadPart?.Bytes ?? []));
          }
          container.end();
        },
      },
      call,
      reception,
    );
  };
}

function bodyOf(
  { body, stream }: SageMakerService,
  dialect: Dialect,
  query: Query,
): Readonly<Record<string, unknown>> {
  if (!stream) return dialect.body(query);
  const usage = body === 'openai' ? { stream_options: { include_usage: true } } : {};
  return { stream: true, ...usage, ...dialect.body(query) };
}

/** Payload parts are slices of the container's own stream, cut wherever it pleased the network. */
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

/** The container says which framing it chose; LMI writes lines of JSON unless told otherwise. */
function framing({ body }: SageMakerService, contentType = ''): AnswerDecoder {
  if (contentType.includes('event-stream')) return decodeSseAnswer;
  if (/jsonlines|ndjson/.test(contentType)) return decodeLinesAnswer;
  return body === 'lmi' ? decodeLinesAnswer : decodeSseAnswer;
}

/** The header takes visible ASCII and 1024 characters at most. */
export function customAttributes(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
    .replace(/[^\x21-\x7e]/g, '_')
    .slice(0, 1024);
}
