import { bareModelId } from '../../serving/profiles/model-id.ts';
import { invokeTrace } from '../prompt/intervention.ts';
import { countedInput, type Reply, type Timing } from '../answer/model-reply.ts';
import { anthropic } from './anthropic.ts';
import { chat } from './chat.ts';
import { cohere } from './cohere.ts';
import type { Dialect } from './dialect.ts';
import { cohereEmbedding, titanEmbedding } from './embedding.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { nova } from './nova.ts';
import { rerank } from './rerank.ts';
import { titan } from './titan.ts';

/** Newer Mistral models take chat bodies, so the body's shape decides between the two. */
const BY_MODEL: readonly (readonly [prefix: string, dialect: Dialect])[] = [
  ['anthropic.', anthropic],
  ['meta.', llama],
  ['amazon.nova', nova],
  ['amazon.titan-embed', titanEmbedding],
  ['amazon.rerank', rerank],
  ['cohere.embed', cohereEmbedding],
  ['cohere.rerank', rerank],
  ['amazon.titan', titan],
  ['cohere.', cohere],
  ['mistral.', mistral],
];

/** The dialect InvokeModel speaks for a model; providers not named here take OpenAI's chat body. */
export function invokeDialect(modelId: string, body: unknown): Dialect {
  const bare = bareModelId(modelId);
  const provider = BY_MODEL.find(([prefix]) => bare.startsWith(prefix))?.[1] ?? chat;
  const plain = provider === mistral && hasMessages(body) ? chat : provider;
  return withMetrics(plain);
}

function hasMessages(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'messages' in body;
}

/** Bedrock merges its own metrics into the last chunk, and sends no bare words. */
function withMetrics(dialect: Dialect): Dialect {
  return {
    ...dialect,
    whole: (reply, timing) =>
      Object.assign({}, dialect.whole(reply, timing), guardrailAction(reply)),
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

/** The counts of cached tokens are there where a cache had to do with it. */
function invocationMetrics(reply: Reply, timing: Timing): Record<string, number> {
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

/** Whether the guardrail that the request named had to step in. */
function guardrailAction({ ask, intervention }: Reply): Record<string, unknown> {
  if (ask.guardrail === undefined) return {};
  if (intervention === undefined) return { 'amazon-bedrock-guardrailAction': 'NONE' };
  return {
    'amazon-bedrock-guardrailAction': 'INTERVENED',
    ...(ask.guardrail.traced
      ? { 'amazon-bedrock-trace': { guardrail: invokeTrace(intervention) } }
      : {}),
  };
}
