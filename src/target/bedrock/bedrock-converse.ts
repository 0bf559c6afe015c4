import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { Query } from '../../dataset/query/query.ts';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import { targetPatch } from '../../scenario/target/target-patch.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import { requestQuirksOf } from '../api/model-wording.ts';
import { projectHeaders } from '../api/project-header.ts';
import { TRACKING_STEP, createSdkHandler, SHAPE } from '../aws-sdk/sdk-handler.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Call, Target } from '../contract/target.ts';
import { decodeWhole } from '../decode/answer-decoder.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import { converse } from '../dialect/converse.ts';
import type { RequestQuirks } from '../dialect/dialect.ts';
import { parseJson } from '../errors/decode-error.ts';
import { decodeAwsEvents } from '../wire/aws-event.ts';

type ConverseService = Extract<ServiceSpec, { kind: 'bedrock-converse' }>;

/** A BedrockConverse is the `ask` of Bedrock's Converse and ConverseStream. */
export function createBedrockConverse(
  service: ConverseService,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { model, stream } = service;
  const options = optionsOf(service);
  const wording = requestQuirksOf(model, 'converse');
  const byTool = wording.structured !== 'format';
  const request = targetPatch(service);
  const headers = projectHeaders(service);
  const sdk = createSdkHandler(clientConfig, transport, { ...service, request, headers });
  const client = new BedrockRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPE);

  return (query, call) => {
    const structured = byTool && query.output !== undefined;
    const replyBuilder = createReplyBuilder(
      (_, emit) =>
        stream
          ? decodeAwsEvents(emit, ({ type, payload }) => {
              emit(converse.delta({ [type]: parseJson(payload.toString('utf8')) }, structured));
            })
          : decodeWhole(converse, structured, emit),
      model,
    );
    const metadata = metadataOf(service, call.metadata);
    const input: ConverseCommandInput = {
      modelId: model,
      ...options,
      ...mergePatch(body(query, service, wording), request),
      ...(Object.keys(metadata).length === 0 ? {} : { requestMetadata: metadata }),
    };
    if (!stream) {
      const send = () => client.send(new ConverseCommand(input));
      return sdk.ask(
        { input, send, read: (output, show) => show(converse.answer(output, structured).text) },
        call,
        replyBuilder,
      );
    }
    return sdk.ask(
      {
        input,
        send: () => client.send(new ConverseStreamCommand(input)),
        async read({ stream: events }, show) {
          for await (const event of events ?? []) show(converse.delta(event, structured).text);
        },
      },
      call,
      replyBuilder,
    );
  };
}

/** Ours tell the run and the query, and win. */
function metadataOf(
  { requestMetadata }: ConverseService,
  own: Call['metadata'],
): Readonly<Record<string, string>> {
  return requestMetadata === undefined ? own : { ...requestMetadata, ...own };
}

function optionsOf({ guardrail, latency, serviceTier }: ConverseService) {
  return {
    ...(guardrail === undefined
      ? {}
      : {
          guardrailConfig: {
            guardrailIdentifier: guardrail.id,
            guardrailVersion: guardrail.version,
          },
        }),
    ...(latency === undefined ? {} : { performanceConfig: { latency } }),
    ...(serviceTier === undefined ? {} : { serviceTier: { type: serviceTier } }),
  };
}

/** The system prompt is what requests share: what stands before the cache point is kept. */
function body(
  query: Query,
  { cachePoint }: ConverseService,
  wording: RequestQuirks,
): Readonly<Record<string, unknown>> {
  const asked = converse.body(query, wording);
  if (cachePoint === undefined || query.system === undefined) return asked;
  const point = { cachePoint: { type: 'default', ttl: cachePoint } };
  return { ...asked, system: [{ text: query.system }, point] };
}
