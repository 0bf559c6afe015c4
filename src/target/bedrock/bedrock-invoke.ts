import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type {
  InvokeModelCommandInput,
  InvokeModelCommandOutput,
  InvokeModelWithResponseStreamCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { Problem } from '../../problem/problem.ts';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import { requestQuirksOf } from '../api/model-wording.ts';
import { projectHeaders } from '../api/project-header.ts';
import type { SdkCommand } from '../aws-sdk/sdk-command.ts';
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from '../aws-sdk/sdk-handler.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { decodeWhole } from '../decode/answer-decoder.ts';
import { readEventDelta } from '../decode/event-delta.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Delta, Emit } from '../delta/delta.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { providerDialect } from '../dialect/provider-dialect.ts';
import { parseJson } from '../errors/decode-error.ts';
import { countAt, fieldPath, textAt } from '../json/field-path.ts';
import { readUsage } from '../usage/read-usage.ts';
import { decodeAwsEvents } from '../wire/aws-event.ts';

const bytes = textAt('bytes');
const metrics = fieldPath('amazon-bedrock-invocationMetrics');
const guardrailAction = textAt('amazon-bedrock-guardrailAction');
const latency = countAt('amazon-bedrock-invocationMetrics.invocationLatency');
const firstByteLatency = countAt('amazon-bedrock-invocationMetrics.firstByteLatency');

type InvokeService = Extract<ServiceSpec, { kind: 'bedrock-invoke' }>;

/** Creates the `ask` of Bedrock's InvokeModel, with a body in the model's dialect. */
export function createBedrockInvoke(
  service: InvokeService,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { model, stream } = service;
  const dialect = guarded(providerDialect(model));
  if (stream && dialect.whole === true) {
    throw new Problem(`"${model}" does not stream.`, { remedy: 'Set stream: false.' });
  }
  const options = optionsOf(service);
  const quirks = requestQuirksOf(model, 'invoke');
  const headers = projectHeaders(service);
  const sdk = new SdkHandler(clientConfig, transport, { ...service, headers });
  const client = new BedrockRuntimeClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);

  return (query, call) => {
    const structured = query.output !== undefined;
    const replyBuilder = createReplyBuilder(
      (_, emit) => (stream ? decodeChunks : decodeWhole)(dialect, structured, emit),
      model,
    );
    const input: InvokeModelCommandInput = {
      modelId: model,
      // Without these the SDK sends octet-stream.
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify(mergePatch(dialect.body(query, quirks), service.request)),
      ...options,
      ...(Object.keys(call.metadata).length === 0
        ? {}
        : { requestMetadata: JSON.stringify(call.metadata) }),
    };
    return stream
      ? sdk.ask(streamCommand(client, input, dialect, structured), call, replyBuilder)
      : sdk.ask(wholeCommand(client, input, dialect, structured), call, replyBuilder);
  };
}

function wholeCommand(
  client: BedrockRuntimeClient,
  input: InvokeModelCommandInput,
  dialect: Dialect,
  structured: boolean,
): SdkCommand<InvokeModelCommandOutput> {
  return {
    input,
    send: () => client.send(new InvokeModelCommand(input)),
    read: ({ body }, show) =>
      show(dialect.answer(parseJson(body.transformToString()), structured).text),
  };
}

function streamCommand(
  client: BedrockRuntimeClient,
  input: InvokeModelCommandInput,
  dialect: Dialect,
  structured: boolean,
): SdkCommand<InvokeModelWithResponseStreamCommandOutput> {
  return {
    input,
    send: () => client.send(new InvokeModelWithResponseStreamCommand(input)),
    async read({ body }, show) {
      for await (const { chunk } of body ?? []) {
        const text = Buffer.from(chunk?.bytes ?? []).toString('utf8');
        show(dialect.delta(parseJson(text), structured).text);
      }
    },
  };
}

/** Decodes the chunks of a stream, each an event of the model's own stream in base64. */
function decodeChunks(dialect: Dialect, structured: boolean, emit: Emit): Decoder {
  return decodeAwsEvents(emit, ({ type, payload }) => {
    if (type !== 'chunk') return;
    const json = parseJson(Buffer.from(chunkOf(payload), 'base64').toString('utf8'));
    emit(readEventDelta(dialect, json, structured));
    if (metrics(json) !== undefined) emit(readMetrics(json));
  });
}

const CHUNK_START = '{"bytes":"';
const QUOTE = 0x22;

/**
 * Returns the base64 of a chunk; it contains nothing to escape, so it is read without parsing the
 * JSON.
 */
function chunkOf(payload: Buffer): string {
  const end = payload.indexOf(QUOTE, CHUNK_START.length);
  const plain = end > 0 && payload.toString('latin1', 0, CHUNK_START.length) === CHUNK_START;
  if (plain) return payload.toString('latin1', CHUNK_START.length, end);
  return bytes(parseJson(payload.toString('utf8'))) ?? '';
}

function optionsOf({ guardrail, latency, serviceTier }: InvokeService) {
  return {
    ...(guardrail === undefined
      ? {}
      : { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version }),
    ...(latency === undefined ? {} : { performanceConfigLatency: latency }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
  };
}

/**
 * Reads a guardrail's action, which Bedrock adds to the model's own members: in the body, or in the
 * last chunk.
 */
function guarded(dialect: Dialect): Dialect {
  const withAction = (json: unknown, delta: Delta): Delta =>
    guardrailAction(json) === 'INTERVENED'
      ? { ...delta, stopReason: 'guardrail_intervened', finish: 'withheld' }
      : delta;
  return {
    ...dialect,
    answer: (json, structured) => withAction(json, dialect.answer(json, structured)),
    delta: (json, structured) => withAction(json, dialect.delta(json, structured)),
  };
}

/** Reads the metrics that Bedrock adds to the last chunk, whatever the model. */
function readMetrics(json: unknown): Delta {
  return {
    tokens: readUsage(metrics(json), 'bedrock'),
    server: { latency: latency(json), ttft: firstByteLatency(json) },
  };
}
