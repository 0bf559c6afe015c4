import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { contentWords } from '../prompt/content-words.ts';
import type { EmbeddingForm, EmbeddingType } from '../prompt/model-request.ts';
import { readBody } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';
import { malformed } from './llama.ts';

/** Length of a vector if neither the request nor the model says otherwise. */
const DIMENSIONS = 1024;

/** Default lengths by model (AWS, model parameters of embeddings, 2026). */
const MODEL_DIMENSIONS: readonly (readonly [model: RegExp, dimensions: number])[] = [
  [/titan-embed-(?:text-v1|g1-text)/, 1536],
  [/cohere\.embed-v4/, 1536],
];

const titanRequest = z.looseObject({
  inputText: z.string().min(1),
  dimensions: z.union([z.literal(256), z.literal(512), z.literal(1024)]).optional(),
});
const cohereRequest = z.looseObject({
  texts: z.array(z.string()).min(1),
  input_type: z.string(),
  embedding_types: z.array(z.enum(['float', 'int8', 'uint8'])).optional(),
  output_dimension: z
    .union([z.literal(256), z.literal(512), z.literal(1024), z.literal(1536)])
    .optional(),
});

/** Amazon Titan Text Embeddings' format, in InvokeModel. */
export const titanEmbeddingServer: ServerDialect = {
  ...withoutStream(),
  read(body) {
    const { inputText, dimensions } = readBody(titanRequest, body, malformed);
    return embeddingRequest([inputText], { dimensions });
  },
  body: (reply) => ({
    embedding: embeddingsOf(reply)[0] ?? [],
    inputTextTokenCount: reply.inputTokens,
  }),
};

/** Cohere Embed's format, in InvokeModel. */
export const cohereEmbeddingServer: ServerDialect = {
  ...withoutStream(),
  read(body) {
    const read = readBody(cohereRequest, body, malformed);
    return embeddingRequest(read.texts, {
      dimensions: read.output_dimension,
      types: read.embedding_types,
    });
  },
  body: (reply) => {
    const { id, modelRequest } = reply;
    const types = modelRequest.embedding?.types;
    const floats = embeddingsOf(reply);
    return {
      id,
      embeddings:
        types === undefined
          ? floats
          : Object.fromEntries(
              types.map((type) => [type, floats.map((vector) => quantised(vector, type))]),
            ),
      response_type: types === undefined ? 'embeddings_floats' : 'embeddings_by_type',
      texts: modelRequest.messages.map(({ text }) => text),
    };
  },
};

/** Returns the request to embed some texts. */
export function embeddingRequest(texts: readonly string[], embedding: EmbeddingForm = {}) {
  const messages = texts.map((text) => ({ role: 'user' as const, text }));
  return { system: '', messages, maxTokens: 1, embedding };
}

/** Returns a vector for each text of an embedding request. */
export function embeddingsOf({
  model,
  modelRequest,
}: Pick<ModelReply, 'model' | 'modelRequest'>): number[][] {
  const byModel = MODEL_DIMENSIONS.find(([pattern]) => pattern.test(model))?.[1] ?? DIMENSIONS;
  const length = modelRequest.embedding?.dimensions ?? byModel;
  return modelRequest.messages.map(({ text }) => embed(text, length));
}

function quantised(vector: readonly number[], type: EmbeddingType): readonly number[] {
  if (type === 'float' || type === 'base64') return vector;
  const shift = type === 'uint8' ? 128 : 0;
  return vector.map((value) => Math.round(value * 127) + shift);
}

/** Returns empty streaming methods for a dialect that never streams. */
export function withoutStream(): Pick<ServerDialect, 'opening' | 'chunk' | 'closing'> {
  return {
    opening: () => [],
    chunk: () => ({ type: 'chunk', data: {} }),
    closing: () => [],
  };
}

/** Returns a unit vector with a hashed dimension for each content word: similar texts are close. */
function embed(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const word of contentWords(text)) {
    const dimension = hash(word) % dimensions;
    vector[dimension] = (vector[dimension] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Hashes a word with 32-bit FNV-1a (Fowler, Noll and Vo). */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
