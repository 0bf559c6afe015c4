import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { UNLIMITED_TOKENS } from '../prompt/model-request.ts';
import { content, readBody, tokenCount } from './body.ts';
import type { ServerDialect, StreamEvent } from './dialect.ts';

const request = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content,
      }),
    )
    .min(1),
  max_tokens: tokenCount.nullish(),
  max_completion_tokens: tokenCount.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  response_format: z
    .looseObject({
      json_schema: z.looseObject({ name: z.string(), schema: z.unknown() }).optional(),
    })
    .nullish(),
});

/** OpenAI's chat format: its own route, newer models in InvokeModel, vLLM on SageMaker. */
export const chatServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, refusedValue);
    const isSystemMessage = ({ role }: { role: string }): boolean =>
      role === 'system' || role === 'developer';
    return {
      system: read.messages
        .filter(isSystemMessage)
        .map(({ content: text }) => text)
        .join('\n'),
      messages: read.messages
        .filter((message) => !isSystemMessage(message))
        .map(({ role, content: text }) => ({ role: role === 'assistant' ? role : 'user', text })),
      maxTokens: read.max_completion_tokens ?? read.max_tokens ?? UNLIMITED_TOKENS,
      stream: read.stream ?? undefined,
      includeUsage: read.stream_options?.include_usage,
      output: read.response_format?.json_schema,
    };
  },
  body: (reply) => ({
    ...envelope(reply, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply.text },
        logprobs: null,
        finish_reason: finishReason(reply),
      },
    ],
    usage: usage(reply),
  }),
  opening: (reply) => [delta(reply, { role: 'assistant', content: '' }, null)],
  chunk: (reply, text) => delta(reply, { content: text }, null),
  closing: (reply) =>
    counted(reply, delta(reply, {}, finishReason(reply)), 'chat.completion.chunk'),
};

/** Words an invalid member as OpenAI does. */
export function refusedValue(member: string, complaint: string): string {
  return `Invalid value for '${member}': ${complaint}`;
}

/**
 * Returns the last events of a stream, with token counts before `[DONE]` where they are requested.
 */
export function counted(
  reply: ModelReply,
  end: StreamEvent,
  object: string,
): readonly StreamEvent[] {
  const done: StreamEvent = { type: 'chunk', data: '[DONE]' };
  if (reply.modelRequest.includeUsage !== true) return [end, done];
  const totals = { ...envelope(reply, object), choices: [], usage: usage(reply) };
  return [end, { type: 'chunk', data: totals }, done];
}

function delta(
  reply: ModelReply,
  members: Record<string, unknown>,
  finish_reason: string | null,
): StreamEvent {
  return {
    type: 'chunk',
    data: {
      ...envelope(reply, 'chat.completion.chunk'),
      choices: [{ index: 0, delta: members, finish_reason }],
    },
  };
}

export function envelope(
  { id, created, model }: ModelReply,
  object: string,
): Record<string, unknown> {
  return { id, object, created, model };
}

export function finishReason({ truncated, intervention }: ModelReply): string {
  if (intervention !== undefined) return 'content_filter';
  return truncated ? 'length' : 'stop';
}

export function usage({ inputTokens, outputTokens, cached }: ModelReply): Record<string, unknown> {
  return {
    prompt_tokens: inputTokens,
    prompt_tokens_details: { cached_tokens: cached.read, cache_write_tokens: cached.write },
    completion_tokens_details: { reasoning_tokens: 0 },
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}
