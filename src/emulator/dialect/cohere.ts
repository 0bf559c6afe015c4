import { z } from 'zod';
import type { Message } from '../../dataset/query/query.ts';
import type { ModelReply } from '../answer/model-reply.ts';
import { UNLIMITED_TOKENS } from '../prompt/model-request.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import { readBody, tokenCount } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';
import { malformed } from './llama.ts';

const request = z.looseObject({
  message: z.string().min(1),
  preamble: z.string().optional(),
  chat_history: z.array(z.looseObject({ role: z.string(), message: z.string() })).default([]),
  documents: z.array(z.record(z.string(), z.string())).default([]),
  max_tokens: tokenCount.optional(),
  stop_sequences: z.array(z.string()).optional(),
});

/** Cohere Command R's format, in InvokeModel. */
export const cohereServer: ServerDialect = {
  read(body) {
    const read = readBody(request, body, malformed);
    const passages = read.documents.map((fields) =>
      asSection('passage', Object.values(fields).join('\n')),
    );
    return {
      system: read.preamble ?? '',
      messages: [
        ...read.chat_history.map(({ role, message }): Message => ({
          role: role === 'USER' ? 'user' : 'assistant',
          text: message,
        })),
        { role: 'user', text: [...passages, read.message].join('\n') },
      ],
      maxTokens: read.max_tokens ?? UNLIMITED_TOKENS,
      stopSequences: read.stop_sequences,
    };
  },
  body: (reply) => ({
    chat_history: [],
    finish_reason: finishReason(reply),
    generation_id: reply.id,
    response_id: reply.id,
    text: reply.text,
  }),
  opening: () => [],
  chunk: (_, text) => ({
    type: 'chunk',
    data: { event_type: 'text-generation', is_finished: false, text },
  }),
  closing: (reply) => [
    {
      type: 'chunk',
      data: {
        event_type: 'stream-end',
        finish_reason: finishReason(reply),
        is_finished: true,
        response: {
          response_id: reply.id,
          generation_id: reply.id,
          text: reply.text,
          finish_reason: finishReason(reply),
          meta: {
            billed_units: { input_tokens: reply.inputTokens, output_tokens: reply.outputTokens },
          },
        },
      },
    },
  ],
};

function finishReason({ truncated }: ModelReply): string {
  return truncated ? 'MAX_TOKENS' : 'COMPLETE';
}
