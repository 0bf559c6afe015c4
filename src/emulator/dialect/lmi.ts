import type { ModelReply } from '../answer/model-reply.ts';
import { readTemplate } from '../prompt/chat-template.ts';
import { readBody } from './base/body.ts';
import type { ServerDialect, StreamEvent } from './base/dialect.ts';
import { generateRequest, invalid } from './tgi.ts';

/** Default of DJL Serving. */
const DEFAULT_NEW_TOKENS = 30;

/**
 * DJL LMI's generate format, in InvokeEndpoint. Streams JSON lines, the last with the full text.
 */
export const lmiServer: ServerDialect = {
  read(body) {
    const { inputs, parameters, stream } = readBody(generateRequest, body, invalid);
    return {
      ...readTemplate(inputs),
      maxTokens: parameters?.max_new_tokens ?? DEFAULT_NEW_TOKENS,
      stream,
    };
  },
  body: (reply) => ({ generated_text: reply.text, details: details(reply) }),
  opening: () => [],
  chunk: (_, text) => line(text, {}),
  closing: (reply) => [line('', { generated_text: reply.text, details: details(reply) })],
};

function line(text: string, members: Record<string, unknown>): StreamEvent {
  return { type: 'part', data: { token: { id: 1, text, log_prob: 0 }, ...members } };
}

function details({ truncated, outputTokens, inputTokens }: ModelReply): Record<string, unknown> {
  return {
    finish_reason: truncated ? 'length' : 'eos_token',
    generated_tokens: outputTokens,
    inputs: null,
    prompt_tokens: inputTokens,
  };
}
