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

/** Amazon Titan Text Embeddings, in InvokeModel. */
export const titanEmbeddingServer: ServerDialect = {
  ...silent(),
  read: (body) => asked(readBody(titanRequest, body, malformed).inputText),
  whole: ({ modelRequest, inputTokens }) => ({
    embedding: embed(modelRequest.messages[0]?.text ?? ''),
    inputTextTokenCount: inputTokens,
  }),
};

/** Cohere Embed, in InvokeModel; of several texts the first is embedded. */
export const cohereEmbeddingServer: ServerDialect = {
  ...silent(),
  read: (body) => asked(readBody(cohereRequest, body, malformed).texts[0] ?? ''),
  whole: ({ id, modelRequest }) => ({
    id,
    embeddings: [embed(modelRequest.messages[0]?.text ?? '')],
    response_type: 'embeddings_floats',
    texts: modelRequest.messages.map(({ text }) => text),
  }),
};

export function asked(text: string) {
  return { system: '', messages: [{ role: 'user' as const, text }], maxTokens: 1 };
}

/** What of a ServerDialect is for streams, which there are none of. */
export function silent(): Pick<ServerDialect, 'opening' | 'chunk' | 'closing'> {
  return {
    opening: () => [],
    chunk: () => ({ type: 'chunk', data: {} }),
    closing: () => [],
  };
}

/** A vector of unit length in which every content word has its place: like texts point alike. */
export function embed(text: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of contentWords(text)) {
    const place = hash(word) % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo). */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
