import { z } from 'zod';
import { createDocumentIndex } from '../prompt/knowledge-base.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { readBody } from './body.ts';
import type { ServerDialect } from './dialect.ts';
import { silent } from './embedding.ts';
import { malformed } from './llama.ts';

const request = z.looseObject({
  query: z.string().min(1),
  documents: z.array(z.string()).min(1),
  top_n: z.int().positive().optional(),
});

/** Cohere Rerank and Amazon Rerank, in InvokeModel: by words, where they compare meanings. */
export const rerankServer: ServerDialect = {
  ...silent(),
  read(body) {
    const { query, documents, top_n } = readBody(request, body, malformed);
    const { found, ...modelRequest } = ranked(query, documents);
    return { ...modelRequest, found: found.slice(0, top_n) };
  },
  whole: ({ modelRequest }) => ({
    results: (modelRequest.found ?? []).map(({ source, score }) => ({
      index: Number(source),
      relevance_score: score,
    })),
  }),
};

/** A query and documents as an ask that found all of them, best first. */
export function ranked(
  query: string,
  documents: readonly string[],
): ModelRequest & { readonly found: NonNullable<ModelRequest['found']> } {
  const passages = documents.map((text, n) => ({ text, source: String(n), metadata: {} }));
  const alike = createDocumentIndex(passages).retrieve(query, {
    results: documents.length,
    admits: () => true,
  });
  const rest = passages
    .filter(({ source }) => !alike.some((each) => each.source === source))
    .map((passage) => ({ ...passage, score: 0 }));
  const texts = [query, ...documents];
  return {
    system: '',
    messages: texts.map((text) => ({ role: 'user', text })),
    maxTokens: 1,
    found: [...alike, ...rest],
  };
}
