import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { readBody, tokenCount } from '../dialect/base/body.ts';
import type { ServerDialect } from '../dialect/base/dialect.ts';
import type { Retrieved } from '../prompt/knowledge-base.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import { externalSources, readExternalSources } from './external-sources.ts';
import type { KnowledgeBases } from './knowledge-bases.ts';
import { NO_USER_CONTEXT, reference, retrievalConfiguration, retrieve } from './retrieve.ts';

const generationConfiguration = z
  .looseObject({
    inferenceConfig: z
      .looseObject({
        textInferenceConfig: z.looseObject({ maxTokens: tokenCount.optional() }).optional(),
      })
      .optional(),
  })
  .optional();

const request = z.looseObject({
  input: z.looseObject({ text: z.string().min(1) }),
  retrieveAndGenerateConfiguration: z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('KNOWLEDGE_BASE'),
      knowledgeBaseConfiguration: z.looseObject({
        knowledgeBaseId: z.string(),
        modelArn: z.string(),
        retrievalConfiguration,
        generationConfiguration,
      }),
    }),
    z.looseObject({
      type: z.literal('EXTERNAL_SOURCES'),
      externalSourcesConfiguration: z.looseObject({
        modelArn: z.string(),
        sources: externalSources,
        generationConfiguration,
      }),
    }),
  ]),
  userContext: z.undefined({ error: NO_USER_CONTEXT }).optional(),
});

const DEFAULT_MAX_TOKENS = 2048;

/** Returns the format of RetrieveAndGenerate: an answer with citations, without token counts. */
export function retrieveAndGenerateServer(knowledgeBases: KnowledgeBases): ServerDialect {
  return {
    read(body) {
      const { input, retrieveAndGenerateConfiguration: how } = read(body);
      const { text } = input;
      const retrieved = retrievedFor(text, how, knowledgeBases);
      const { generationConfiguration: generation } = configurationOf(how);
      const { textInferenceConfig } = generation?.inferenceConfig ?? {};
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

type Configuration = z.output<typeof request>['retrieveAndGenerateConfiguration'];

function configurationOf(how: Configuration) {
  return how.type === 'KNOWLEDGE_BASE'
    ? how.knowledgeBaseConfiguration
    : how.externalSourcesConfiguration;
}

function retrievedFor(
  text: string,
  how: Configuration,
  knowledgeBases: KnowledgeBases,
): readonly Retrieved[] {
  if (how.type === 'EXTERNAL_SOURCES') {
    return readExternalSources(how.externalSourcesConfiguration.sources);
  }
  const { knowledgeBaseId, retrievalConfiguration: search } = how.knowledgeBaseConfiguration;
  return retrieve(knowledgeBases, knowledgeBaseId, text, search);
}

/** Returns the model that a body names: the id in its ARN, or the ARN without one. */
export function modelOfArn(body: unknown): string {
  const { modelArn } = configurationOf(read(body).retrieveAndGenerateConfiguration);
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
