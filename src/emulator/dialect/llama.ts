import { z } from 'zod';
import { readTemplate } from '../prompt/chat-template.ts';
import { readBody, tokenCount } from './base/body.ts';
import type { ServerDialect, StreamEvent } from './base/dialect.ts';

const request = z.looseObject({
  prompt: z.string().min(1),
  max_gen_len: tokenCount.max(2048).default(512),
});

/** Meta Llama's completion format, in InvokeModel. */
export const llamaServer: ServerDialect = {
  read(body) {
    const { prompt, max_gen_len } = readBody(request, body, malformed);
    return { ...readTemplate(prompt), maxTokens: max_gen_len };
  },
  body: ({ text, truncated, inputTokens, outputTokens }) => ({
    generation: text,
    prompt_token_count: inputTokens,
    generation_token_count: outputTokens,
    stop_reason: truncated ? 'length' : 'stop',
  }),
  opening: () => [],
  // Only the first chunk has the prompt's token count.
  chunk: ({ inputTokens }, text, tokens) =>
    chunk(text, tokens - 1 > 0 ? null : inputTokens, tokens, null),
  closing: ({ outputTokens, truncated }) => [
    chunk('', null, outputTokens, truncated ? 'length' : 'stop'),
  ],
};

function chunk(
  generation: string,
  prompt_token_count: number | null,
  generation_token_count: number,
  stop_reason: string | null,
): StreamEvent {
  return {
    type: 'chunk',
    data: { generation, prompt_token_count, generation_token_count, stop_reason },
  };
}

/** Words an invalid member as Bedrock does for completion models. */
export function malformed(member: string, complaint: string): string {
  return `Malformed input request: #/${member.replaceAll('.', '/')}: ${complaint}, please reformat your input and try again.`;
}
