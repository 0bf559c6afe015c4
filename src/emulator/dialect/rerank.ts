import { z } from 'zod';
import { createDocumentIndex } from '../prompt/knowledge-base.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { readBody } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';
import { withoutStream } from './embedding.ts';
import { malformed } from './llama.ts';

const request = z.looseObject({
  query: z.string().min(1),
  documents: z
    .array(z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]))
    .min(1),
  top_n: z.int().positive().optional(),
});

/** Cohere Rerank's and Amazon Rerank's format, in InvokeModel. Ranks by words, not by meaning. */
export const rerankServer: ServerDialect = {
  ...withoutStream(),
  read(body) {
    const { query, documents, top_n } = readBody(request, body, malformed);
    const { retrieved, ...modelRequest } = ranked(query, documents);
    return { ...modelRequest, retrieved: retrieved.slice(0, top_n) };
  },
  body: ({ modelRequest }) => ({
    results: (modelRequest.retrieved ?? []).map(({ source, score }) => ({
      index: Number(source),
      relevance_score: score,
    })),
  }),
};

/** Returns a request for a query with all documents as retrieved passages, best first. */
export function ranked(
  query: string,
  documents: readonly string[],
): ModelRequest & { readonly retrieved: NonNullable<ModelRequest['retrieved']> } {
  const passages = documents.map((text, n) => ({ text, source: String(n), metadata: {} }));
  const matching = createDocumentIndex(passages).retrieve(query, {
    results: documents.length,
    admits: () => true,
  });
  const unmatched = passages
    .filter(({ source }) => !matching.some((each) => each.source === source))
    .map((passage) => ({ ...passage, score: 0 }));
  const texts = [query, ...documents];
  return {
    system: '',
    messages: texts.map((text) => ({ role: 'user', text })),
    maxTokens: 1,
    retrieved: [...matching, ...unmatched],
  };
}
