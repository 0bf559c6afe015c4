import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { readBody, tokenCount } from '../dialect/body.ts';
import type { ServerDialect } from '../dialect/dialect.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import type { KnowledgeBases } from './knowledge-bases.ts';
import { reference, retrievalConfiguration, retrieve } from './retrieve.ts';

const request = z.looseObject({
  input: z.looseObject({ text: z.string().min(1) }),
  retrieveAndGenerateConfiguration: z.looseObject({
    type: z.literal('KNOWLEDGE_BASE'),
    knowledgeBaseConfiguration: z.looseObject({
      knowledgeBaseId: z.string(),
      modelArn: z.string(),
      retrievalConfiguration,
      generationConfiguration: z
        .looseObject({
          inferenceConfig: z
            .looseObject({
              textInferenceConfig: z.looseObject({ maxTokens: tokenCount.optional() }).optional(),
            })
            .optional(),
        })
        .optional(),
    }),
  }),
});

const DEFAULT_MAX_TOKENS = 2048;

/** Returns the format of RetrieveAndGenerate: an answer with citations, without token counts. */
export function retrieveAndGenerateServer(knowledgeBases: KnowledgeBases): ServerDialect {
  return {
    read(body) {
      const { input, retrieveAndGenerateConfiguration: how } = read(body);
      const base = how.knowledgeBaseConfiguration;
      const { text } = input;
      const retrieved = retrieve(
        knowledgeBases,
        base.knowledgeBaseId,
        text,
        base.retrievalConfiguration,
      );
      const { textInferenceConfig } = base.generationConfiguration?.inferenceConfig ?? {};
      const passages = retrieved.map((passage) => asSection('passage', passage.text));
      return {
        system: '',
        messages: [{ role: 'user', text: [...passages, asSection('question', text)].join('\n') }],
        maxTokens: textInferenceConfig?.maxTokens ?? DEFAULT_MAX_TOKENS,
        retrieved,
      };
    },
    body: (reply) => ({
      sessionId: reply.id,
      output: { text: reply.text },
      citations: [citation(reply)],
    }),
    opening: () => [],
    chunk: (_, text) => ({ type: 'output', data: { text } }),
    closing: (reply) => [{ type: 'citation', data: citation(reply) }],
  };
}

/** Returns the model that a body names: the id in its ARN, or the ARN without one. */
export function modelOfArn(body: unknown): string {
  const { modelArn } = read(body).retrieveAndGenerateConfiguration.knowledgeBaseConfiguration;
  return /:(?:foundation-model|inference-profile)\/(.+)$/.exec(modelArn)?.[1] ?? modelArn;
}

function read(body: unknown): z.output<typeof request> {
  return readBody(request, body, (member, complaint) => `${member}: ${complaint}`);
}

/** Returns the citation of the passages that the answer quotes. */
function citation({ text, modelRequest }: ModelReply): Record<string, unknown> {
  const quoted = (modelRequest.retrieved ?? []).filter((passage) =>
    text.split(/(?<=[.!?])\s+/).some((sentence) => passage.text.includes(sentence)),
  );
  return {
    generatedResponsePart: {
      textResponsePart: { text, span: { start: 0, end: Math.max(0, text.length - 1) } },
    },
    retrievedReferences: quoted.map(reference),
  };
}
