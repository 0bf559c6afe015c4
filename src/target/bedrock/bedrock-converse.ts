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
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from '../aws-sdk/sdk-handler.ts';
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

/** Creates the `ask` of Bedrock's Converse and ConverseStream. */
export function createBedrockConverse(
  service: ConverseService,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { model, stream } = service;
  const options = optionsOf(service);
  const quirks = requestQuirksOf(model, 'converse');
  const byTool = quirks.structured !== 'format';
  const request = targetPatch(service);
  const headers = projectHeaders(service);
  const sdk = new SdkHandler(clientConfig, transport, { ...service, request, headers });
  const client = new BedrockRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);

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
      ...mergePatch(body(query, service, quirks), request),
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

/** Returns the request's metadata; the entries of the run win over the scenario's. */
function metadataOf(
  { requestMetadata }: ConverseService,
  runMetadata: Call['metadata'],
): Readonly<Record<string, string>> {
  return requestMetadata === undefined ? runMetadata : { ...requestMetadata, ...runMetadata };
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

/**
 * Returns the body. The cache point follows the system prompt, which requests share; everything
 * before it is cached.
 */
function body(
  query: Query,
  { cachePoint }: ConverseService,
  quirks: RequestQuirks,
): Readonly<Record<string, unknown>> {
  const base = converse.body(query, quirks);
  if (cachePoint === undefined || query.system === undefined) return base;
  const point = { cachePoint: { type: 'default', ttl: cachePoint } };
  return { ...base, system: [{ text: query.system }, point] };
}
