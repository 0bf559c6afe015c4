import { z } from 'zod';
import { strictObject } from '../schema/fields.ts';
import { auth } from './auth-schema.ts';
import { base, headers, stream } from './base-schema.ts';
import { ALIASES } from './request-aliases.ts';
import { checkShape } from './request-check.ts';

const openai = strictObject(
  {
    kind: z.literal('openai').describe('Any OpenAI-compatible endpoint.'),
    ...base,
    url: z
      .url()
      .describe('URL up to and without `/chat/completions`, `/completions` or `/responses`.'),
    api: z
      .enum(['chat', 'completions', 'responses'])
      .default('chat')
      .describe('API to use: chat completions, completions or responses.'),
    model: z.string().describe('Name of the model, at the endpoint.'),
    maxTokensName: z
      .enum(['max_tokens', 'max_completion_tokens'])
      .exactOptional()
      .describe('Name of the output limit of `chat`. Default: the model table’s, else max_tokens.'),
    stream,
    headers,
    auth,
  },
  ALIASES,
)
  .superRefine(checkShape)
  .refine(({ api, maxTokensName }) => api === 'chat' || maxTokensName === undefined, {
    error: 'maxTokensName is for api: chat only; the other APIs have one name.',
    path: ['maxTokensName'],
  });

const anthropic = strictObject(
  {
    kind: z
      .literal('anthropic')
      .describe('Anthropic’s own Messages API, which bedrock-mantle also serves.'),
    ...base,
    url: z
      .url()
      .default('https://api.anthropic.com/v1')
      .describe('URL up to and without `/messages`.'),
    model: z.string().describe('Name of the model, at the endpoint.'),
    stream,
    headers,
    auth,
  },
  ALIASES,
).superRefine(checkShape);

/** Schemas of the targets that use a model provider's HTTP API. */
export const modelApiTargets = [openai, anthropic] as const;
