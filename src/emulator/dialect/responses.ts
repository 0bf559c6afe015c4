import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { UNLIMITED_TOKENS } from '../prompt/model-request.ts';
import { content, readBody, tokenCount } from './body.ts';
import { refusedValue } from './chat.ts';
import type { ServerDialect, StreamEvent } from './dialect.ts';

const request = z.looseObject({
  input: z.union([
    z.string().transform((text) => [{ role: 'user' as const, content: text }]),
    z
      .array(z.looseObject({ role: z.enum(['system', 'developer', 'user', 'assistant']), content }))
      .min(1),
  ]),
  instructions: z.string().nullish(),
  max_output_tokens: tokenCount.nullish(),
  stream: z.boolean().nullish(),
  text: z
    .looseObject({
      format: z
        .looseObject({ type: z.string(), name: z.string().optional(), schema: z.unknown() })
        .optional(),
    })
    .nullish(),
});

/** The format of OpenAI's Responses API. */
export const responsesServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, refusedValue);
    const isSystemMessage = ({ role }: { role: string }): boolean =>
      role === 'system' || role === 'developer';
    const instructions = read.input.filter(isSystemMessage).map(({ content: text }) => text);
    const format = read.text?.format;
    return {
      system: [read.instructions ?? '', ...instructions].filter((text) => text !== '').join('\n'),
      messages: read.input
        .filter((message) => !isSystemMessage(message))
        .map(({ role, content: text }) => ({
          role: role === 'assistant' ? role : 'user',
          text,
        })),
      maxTokens: read.max_output_tokens ?? UNLIMITED_TOKENS,
      stream: read.stream ?? undefined,
      output:
        format?.type === 'json_schema'
          ? { name: format.name ?? 'answer', schema: format.schema }
          : undefined,
    };
  },
  body: (reply) => finished(reply),
  opening: (reply) => [
    event('response.created', { response: envelope(reply, 'in_progress', []) }),
    event('response.output_item.added', { output_index: 0, item: message(reply, '') }),
    event('response.content_part.added', {
      output_index: 0,
      content_index: 0,
      part: { type: 'output_text', text: '', annotations: [] },
    }),
  ],
  chunk: (_, delta) =>
    event('response.output_text.delta', { output_index: 0, content_index: 0, delta }),
  closing: (reply) => [
    event('response.output_text.done', { output_index: 0, content_index: 0, text: reply.text }),
    event(reply.truncated ? 'response.incomplete' : 'response.completed', {
      response: finished(reply),
    }),
  ],
};

function event(type: string, members: Record<string, unknown>): StreamEvent {
  return { type, data: { type, ...members } };
}

function finished(reply: ModelReply): Record<string, unknown> {
  const { truncated, inputTokens, outputTokens, cached } = reply;
  return {
    ...envelope(reply, truncated ? 'incomplete' : 'completed', [message(reply, reply.text)]),
    incomplete_details: truncated ? { reason: 'max_output_tokens' } : null,
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cached.read, cache_write_tokens: cached.write },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
  };
}

function envelope(
  { id, created, model }: ModelReply,
  status: string,
  output: readonly unknown[],
): Record<string, unknown> {
  return { id, object: 'response', created_at: created, model, status, error: null, output };
}

function message({ id }: ModelReply, text: string): Record<string, unknown> {
  return {
    id: `${id}-message`,
    type: 'message',
    role: 'assistant',
    status: text === '' ? 'in_progress' : 'completed',
    content: text === '' ? [] : [{ type: 'output_text', text, annotations: [] }],
  };
}
