import { isObject } from '../../json/json-object.ts';
import { bareModelId } from '../../serving/profiles/model-id.ts';
import { countedInput, type ModelReply, type Timing } from '../answer/model-reply.ts';
import { invokeTrace } from '../prompt/intervention.ts';
import { anthropicServer } from './anthropic.ts';
import { chatServer } from './chat.ts';
import { cohereServer } from './cohere.ts';
import type { ServerDialect } from './base/dialect.ts';
import { cohereEmbeddingServer, titanEmbeddingServer } from './embedding.ts';
import { llamaServer } from './llama.ts';
import { mistralServer } from './mistral.ts';
import { novaServer } from './nova.ts';
import { rerankServer } from './rerank.ts';
import { titanServer } from './titan.ts';

/** Dialects by the start of the model id. */
const BY_MODEL: readonly (readonly [prefix: string, dialect: ServerDialect])[] = [
  ['anthropic.', anthropicServer],
  ['meta.', llamaServer],
  ['amazon.nova', novaServer],
  ['amazon.titan-embed', titanEmbeddingServer],
  ['amazon.rerank', rerankServer],
  ['cohere.embed', cohereEmbeddingServer],
  ['cohere.rerank', rerankServer],
  ['amazon.titan', titanServer],
  ['cohere.', cohereServer],
  ['mistral.', mistralServer],
];

/**
 * Returns InvokeModel's dialect for a model. Unlisted providers take OpenAI's chat format, and so
 * do newer Mistral models, which the body tells from the older ones.
 */
export function invokeDialect(modelId: string, body: unknown): ServerDialect {
  const id = bareModelId(modelId);
  const provider = BY_MODEL.find(([prefix]) => id.startsWith(prefix))?.[1] ?? chatServer;
  const dialect = provider === mistralServer && hasMessages(body) ? chatServer : provider;
  return withMetrics(dialect);
}

function hasMessages(body: unknown): boolean {
  return isObject(body) && 'messages' in body;
}

/** Adds Bedrock's metrics to the last chunk and drops events that are no JSON object: `[DONE]`. */
function withMetrics(dialect: ServerDialect): ServerDialect {
  return {
    ...dialect,
    body: (reply, timing) => Object.assign({}, dialect.body(reply, timing), guardrailAction(reply)),
    closing(reply, timing) {
      const events = dialect.closing(reply, timing).filter(({ data }) => typeof data === 'object');
      const metrics = {
        ...guardrailAction(reply),
        'amazon-bedrock-invocationMetrics': invocationMetrics(reply, timing),
      };
      return events.map((event, index) =>
        index === events.length - 1 && typeof event.data === 'object'
          ? { type: event.type, data: { ...event.data, ...metrics } }
          : event,
      );
    },
  };
}

/** Returns the metrics of an invocation, with cached tokens where there are some. */
function invocationMetrics(reply: ModelReply, timing: Timing): Record<string, number> {
  const { read, write } = reply.cached;
  return {
    inputTokenCount: countedInput(reply),
    outputTokenCount: reply.outputTokens,
    invocationLatency: Math.round(timing.latency),
    firstByteLatency: Math.round(timing.firstToken),
    ...(read + write === 0
      ? {}
      : { cacheReadInputTokenCount: read, cacheWriteInputTokenCount: write }),
  };
}

/** Returns whether the named guardrail intervened, with its trace where requested. */
function guardrailAction({ modelRequest, intervention }: ModelReply): Record<string, unknown> {
  if (modelRequest.guardrail === undefined) return {};
  if (intervention === undefined) return { 'amazon-bedrock-guardrailAction': 'NONE' };
  return {
    'amazon-bedrock-guardrailAction': 'INTERVENED',
    ...(modelRequest.guardrail.traced
      ? { 'amazon-bedrock-trace': { guardrail: invokeTrace(intervention) } }
      : {}),
  };
}
