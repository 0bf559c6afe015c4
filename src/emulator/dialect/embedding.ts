import { z } from 'zod';
import { contentWords } from '../prompt/content-words.ts';
import { readBody } from './body.ts';
import type { ServerDialect } from './dialect.ts';
import { malformed } from './llama.ts';

const DIMENSIONS = 1024;

const titanRequest = z.looseObject({ inputText: z.string().min(1) });
const cohereRequest = z.looseObject({
  texts: z.array(z.string()).min(1),
  input_type: z.string(),
});

/** Amazon Titan Text Embeddings' format, in InvokeModel. */
export const titanEmbeddingServer: ServerDialect = {
  ...withoutStream(),
  read: (body) => embeddingRequest(readBody(titanRequest, body, malformed).inputText),
  body: ({ modelRequest, inputTokens }) => ({
    embedding: embed(modelRequest.messages[0]?.text ?? ''),
    inputTextTokenCount: inputTokens,
  }),
};

/** Cohere Embed's format, in InvokeModel. Embeds the first of several texts. */
export const cohereEmbeddingServer: ServerDialect = {
  ...withoutStream(),
  read: (body) => embeddingRequest(readBody(cohereRequest, body, malformed).texts[0] ?? ''),
  body: ({ id, modelRequest }) => ({
    id,
    embeddings: [embed(modelRequest.messages[0]?.text ?? '')],
    response_type: 'embeddings_floats',
    texts: modelRequest.messages.map(({ text }) => text),
  }),
};

/** Returns the request to embed a text. */
export function embeddingRequest(text: string) {
  return { system: '', messages: [{ role: 'user' as const, text }], maxTokens: 1 };
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
export function embed(text: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of contentWords(text)) {
    const dimension = hash(word) % DIMENSIONS;
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
