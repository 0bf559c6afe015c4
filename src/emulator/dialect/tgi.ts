import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { readTemplate } from '../prompt/chat-template.ts';
import { readBody, tokenCount } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';

/** The request body of TGI and LMI containers. */
export const generateRequest = z.looseObject({
  inputs: z.string().min(1),
  parameters: z
    .looseObject({
      max_new_tokens: tokenCount.optional(),
      details: z.boolean().optional(),
      stop: z.array(z.string()).optional(),
    })
    .optional(),
  stream: z.boolean().optional(),
});

const DEFAULT_NEW_TOKENS = 100;

/** Hugging Face TGI's generate format, in InvokeEndpoint. */
export const tgiServer: ServerDialect = {
  read(body) {
    const { inputs, parameters, stream } = readBody(generateRequest, body, invalid);
    return {
      ...readTemplate(inputs),
      maxTokens: parameters?.max_new_tokens ?? DEFAULT_NEW_TOKENS,
      stopSequences: parameters?.stop,
      stream,
    };
  },
  body: (reply) => [{ generated_text: reply.text, details: details(reply) }],
  opening: () => [],
  chunk: (_, text, tokens) => ({
    type: 'part',
    data: { index: tokens, token: token(text, false), generated_text: null, details: null },
  }),
  closing: (reply) => [
    {
      type: 'part',
      data: {
        index: reply.outputTokens + 1,
        token: token('</s>', true),
        generated_text: reply.text,
        details: details(reply),
      },
    },
  ],
};

export function invalid(member: string, complaint: string): string {
  return `Failed to deserialize the JSON body into the target type: ${member}: ${complaint}`;
}

function token(text: string, special: boolean): Record<string, unknown> {
  return { id: special ? 2 : 1, text, logprob: 0, special };
}

function details({
  truncated,
  stopSequence,
  outputTokens,
  inputTokens,
}: ModelReply): Record<string, unknown> {
  return {
    finish_reason: truncated
      ? 'length'
      : stopSequence === undefined
        ? 'eos_token'
        : 'stop_sequence',
    generated_tokens: outputTokens,
    input_length: inputTokens,
    seed: null,
  };
}
