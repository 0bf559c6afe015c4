import { z } from 'zod';
import { readTemplate } from '../prompt/chat-template.ts';
import { readBody, tokenCount } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';
import { malformed } from './llama.ts';

const request = z.looseObject({
  prompt: z.string().min(1),
  max_tokens: tokenCount.default(512),
  stop: z.array(z.string()).optional(),
});

/** Mistral's completion format, in InvokeModel. Only headers and metrics report its tokens. */
export const mistralServer: ServerDialect = {
  read(body) {
    const { prompt, max_tokens, stop } = readBody(request, body, malformed);
    return { ...readTemplate(prompt), maxTokens: max_tokens, stopSequences: stop };
  },
  body: ({ text, truncated }) => ({
    outputs: [{ text, stop_reason: truncated ? 'length' : 'stop' }],
  }),
  opening: () => [],
  chunk: (_, text) => ({ type: 'chunk', data: { outputs: [{ text, stop_reason: null }] } }),
  closing: ({ truncated }) => [
    {
      type: 'chunk',
      data: { outputs: [{ text: '', stop_reason: truncated ? 'length' : 'stop' }] },
    },
  ],
};
