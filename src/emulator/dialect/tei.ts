import { z } from 'zod';
import { readBody } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';
import { embeddingRequest, embeddingsOf, withoutStream } from './embedding.ts';
import { ranked } from './rerank.ts';
import { invalid } from './tgi.ts';

const embedRequest = z.looseObject({
  inputs: z.union([z.string().min(1), z.array(z.string()).min(1)]),
});
const rerankRequest = z.looseObject({
  query: z.string().min(1),
  texts: z.array(z.string()).min(1),
});

/** Text Embeddings Inference's format, in InvokeEndpoint. */
export const teiServer: ServerDialect = {
  ...withoutStream(),
  read: (body) => embeddingRequest([readBody(embedRequest, body, invalid).inputs].flat()),
  body: (reply) => embeddingsOf(reply),
};

/** Text Embeddings Inference's format for a reranking model. */
export const teiRerankServer: ServerDialect = {
  ...withoutStream(),
  read(body) {
    const { query, texts } = readBody(rerankRequest, body, invalid);
    return ranked(query, texts);
  },
  body: ({ modelRequest }) =>
    (modelRequest.retrieved ?? []).map(({ source, score }) => ({ index: Number(source), score })),
};
