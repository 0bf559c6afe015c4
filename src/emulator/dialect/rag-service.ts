import { z } from 'zod';
import { membersOf } from '../../json/json-object.ts';
import { tryParseJson } from '../../json/try-parse-json.ts';
import type { ModelReply } from '../answer/model-reply.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import { readBody, tokenCount } from './base/body.ts';
import type { ServerDialect } from './base/dialect.ts';

const passage = z.union([
  z.string(),
  z.looseObject({ text: z.string() }).transform(({ text }) => text),
]);
const passages = z.union([z.array(passage), z.string().transform((text) => [text])]).optional();

const request = z
  .looseObject({
    question: z.string().optional(),
    prompt: z.string().optional(),
    message: z.string().optional(),
    passages,
    documents: passages,
    context: passages,
    tenant: z.string().nullish(),
    maxTokens: tokenCount.optional(),
  })
  .refine(({ question, prompt, message }) => (question ?? prompt ?? message ?? '') !== '', {
    error: 'a question is required',
    path: ['question'],
  });

const DEFAULT_MAX_TOKENS = 512;

/** Returns the body inside an API Gateway event, which is JSON text; any other body unchanged. */
function innerBody(body: unknown): unknown {
  const { body: inner } = membersOf(body);
  return typeof inner === 'string' ? (tryParseJson(inner) ?? body) : body;
}

/** The format of a deployed question-answering service behind API Gateway and Lambda. */
export const ragServer: ServerDialect = {
  read(body) {
    const read = readBody(
      request,
      innerBody(body),
      (member, complaint) => `${member}: ${complaint}`,
    );
    const contextTexts = read.passages ?? read.documents ?? read.context ?? [];
    const question =
      read.question === undefined
        ? (read.prompt ?? read.message ?? '')
        : asSection('question', read.question);
    return {
      system: '',
      messages: [
        {
          role: 'user',
          text: [...contextTexts.map((text) => asSection('passage', text)), question].join('\n'),
        },
      ],
      maxTokens: read.maxTokens ?? DEFAULT_MAX_TOKENS,
      tenant: read.tenant ?? undefined,
    };
  },
  body: (reply, { latency }) => ({
    answer: reply.text,
    model: reply.model,
    usage: usage(reply),
    latencyMs: Math.round(latency),
  }),
  opening: () => [],
  chunk: (_, text) => ({ type: 'message', data: { delta: text } }),
  closing: (reply) => [{ type: 'message', data: { usage: usage(reply), done: true } }],
};

function usage({ inputTokens, outputTokens }: ModelReply): Record<string, number> {
  return { inputTokens, outputTokens };
}
