import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { readTemplate } from '../prompt/chat-template.ts';
import { UNLIMITED_TOKENS } from '../prompt/model-request.ts';
import { readBody, tokenCount } from './base/body.ts';
import { counted, envelope, finishReason, refusedValue, usage } from './chat.ts';
import type { ServerDialect, StreamEvent } from './base/dialect.ts';

const request = z.looseObject({
  prompt: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  max_tokens: tokenCount.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  stop: z.union([z.string().transform((text) => [text]), z.array(z.string())]).nullish(),
});

/**
 * OpenAI's older text completions, as vLLM, Ollama and llama.cpp serve them. Answers the first of
 * several prompts.
 */
export const completionsServer: ServerDialect = {
  read(body) {
    const { prompt, max_tokens, stream, stream_options, stop } = readBody(
      request,
      body,
      refusedValue,
    );
    return {
      ...readTemplate([prompt].flat()[0] ?? ''),
      maxTokens: max_tokens ?? UNLIMITED_TOKENS,
      stream: stream ?? undefined,
      includeUsage: stream_options?.include_usage,
      stopSequences: stop ?? undefined,
    };
  },
  body: (reply) => ({ ...choice(reply, reply.text, finishReason(reply)), usage: usage(reply) }),
  opening: () => [],
  chunk: (reply, text) => event(reply, text, null),
  closing: (reply) => counted(reply, event(reply, '', finishReason(reply)), KIND),
};

const KIND = 'text_completion';

function event(reply: ModelReply, text: string, finish_reason: string | null): StreamEvent {
  return { type: 'chunk', data: choice(reply, text, finish_reason) };
}

function choice(
  reply: ModelReply,
  text: string,
  finish_reason: string | null,
): Record<string, unknown> {
  return { ...envelope(reply, KIND), choices: [{ index: 0, text, logprobs: null, finish_reason }] };
}
