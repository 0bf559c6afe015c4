import { z } from 'zod';
import { readBody } from './base/body.ts';
import { refusedValue } from './chat.ts';
import type { ServerDialect } from './base/dialect.ts';
import { embeddingRequest, embeddingsOf, withoutStream } from './embedding.ts';

const request = z.looseObject({
  input: z.union([
    z
      .string()
      .min(1)
      .transform((text) => [text]),
    z.array(z.string().min(1)).min(1),
  ]),
  dimensions: z.int().min(1).max(4096).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** OpenAI's embeddings format. */
export const openAiEmbeddingServer: ServerDialect = {
  ...withoutStream(),
  read(body) {
    const { input, dimensions, encoding_format } = readBody(request, body, refusedValue);
    return embeddingRequest(input, {
      dimensions: dimensions ?? undefined,
      ...(encoding_format === 'base64' ? { types: ['base64'] } : {}),
    });
  },
  body: (reply) => ({
    object: 'list',
    model: reply.model,
    data: embeddingsOf(reply).map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: reply.modelRequest.embedding?.types === undefined ? vector : base64(vector),
    })),
    usage: { prompt_tokens: reply.inputTokens, total_tokens: reply.inputTokens },
  }),
};

/** Returns the numbers as little-endian 32-bit floats, in base64. */
function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
