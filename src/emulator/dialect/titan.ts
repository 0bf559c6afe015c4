import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { readTemplate } from '../prompt/chat-template.ts';
import { readBody, tokenCount } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';
import { malformed } from './llama.ts';

const request = z.looseObject({
  inputText: z.string().min(1),
  textGenerationConfig: z
    .looseObject({
      maxTokenCount: tokenCount.default(512),
      stopSequences: z.array(z.string()).optional(),
    })
    .optional(),
});

/** Amazon Titan Text's format, in InvokeModel. */
export const titanServer: ServerDialect = {
  read(body) {
    const { inputText, textGenerationConfig } = readBody(request, body, malformed);
    return {
      ...readTemplate(inputText),
      maxTokens: textGenerationConfig?.maxTokenCount ?? 512,
      stopSequences: textGenerationConfig?.stopSequences,
    };
  },
  body: (reply) => ({
    inputTextTokenCount: reply.inputTokens,
    results: [
      {
        tokenCount: reply.outputTokens,
        outputText: reply.text,
        completionReason: completionReason(reply),
      },
    ],
  }),
  opening: () => [],
  chunk: ({ inputTokens }, outputText, tokens) => ({
    type: 'chunk',
    data: {
      outputText,
      index: 0,
      totalOutputTextTokenCount: tokens,
      completionReason: null,
      inputTextTokenCount: inputTokens,
    },
  }),
  closing: (reply) => [
    {
      type: 'chunk',
      data: {
        outputText: '',
        index: 0,
        totalOutputTextTokenCount: reply.outputTokens,
        completionReason: completionReason(reply),
        inputTextTokenCount: reply.inputTokens,
      },
    },
  ],
};

function completionReason({ truncated }: ModelReply): string {
  return truncated ? 'LENGTH' : 'FINISHED';
}
