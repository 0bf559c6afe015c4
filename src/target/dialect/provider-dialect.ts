import { Problem } from '../../problem/problem.ts';
import { parseModelId } from '../prompt/model-id.ts';
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

/** The dialect of a model by its provider and name. */
const PROVIDERS: Readonly<Record<string, (modelName: string) => Dialect>> = {
  amazon(name) {
    if (name.startsWith('titan-embed')) return titanEmbedding;
    if (name.startsWith('rerank')) return rerank;
    return name.startsWith('titan') ? titan : nova;
  },
  anthropic: () => anthropic,
  cohere(name) {
    if (name.startsWith('embed')) return cohereEmbedding;
    return name.startsWith('rerank') ? rerank : cohere;
  },
  meta: () => llama,
  // The first models complete text; those since Mistral Large 2 use chat.
  mistral: (name) => (/^(mi[sx]tral-[78]|mistral-(large|small)-2402)/.test(name) ? mistral : chat),
  deepseek: () => chat,
  google: () => chat,
  minimax: () => chat,
  moonshot: () => chat,
  nvidia: () => chat,
  openai: () => chat,
  qwen: () => chat,
  writer: () => chat,
  zai: () => chat,
};

/**
 * Returns the dialect that InvokeModel needs for a model, by its provider. Throws a Problem for an
 * unknown provider.
 */
export function providerDialect(model: string): Dialect {
  const { provider, name } = parseModelId(model);
  const found = Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  if (found === undefined) {
    throw new Problem(
      `No InvokeModel body is known for "${provider}", the provider of "${model}".`,
      {
        remedy: `Use kind: bedrock-converse, or a model of ${Object.keys(PROVIDERS).join(', ')}.`,
      },
    );
  }
  return found(name);
}
