import { z } from 'zod';
import { readBody } from './body.ts';
import type { ServerDialect } from './dialect.ts';
import { asked, embed, silent } from './embedding.ts';
import { ranked } from './rerank.ts';
import { invalid } from './tgi.ts';

const embedRequest = z.looseObject({
  inputs: z.union([z.string().min(1), z.array(z.string()).min(1)]),
});
const rerankRequest = z.looseObject({
  query: z.string().min(1),
  texts: z.array(z.string()).min(1),
});

/** Text Embeddings Inference in InvokeEndpoint; of several texts the first is embedded. */
export const teiServer: ServerDialect = {
  ...silent(),
  read: (body) => asked([readBody(embedRequest, body, invalid).inputs].flat()[0] ?? ''),
  whole: ({ modelRequest }) => [embed(modelRequest.messages[0]?.text ?? '')],
};

/** The same container with a reranking model. */
export const teiRerankServer: ServerDialect = {
  ...silent(),
  read(body) {
    const { query, texts } = readBody(rerankRequest, body, invalid);
    return ranked(query, texts);
  },
  whole: ({ modelRequest }) =>
    (modelRequest.found ?? []).map(({ source, score }) => ({ index: Number(source), score })),
};
