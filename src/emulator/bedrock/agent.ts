import { z } from 'zod';
import type { ModelReply } from '../answer/model-reply.ts';
import { readBody } from '../dialect/base/body.ts';
import type { ServerDialect, StreamEvent } from '../dialect/base/dialect.ts';
import { asSection } from '../prompt/tagged-sections.ts';
import type { KnowledgeBases } from './knowledge-bases.ts';
import { retrieve } from './retrieve.ts';

const request = z.looseObject({
  inputText: z.string().min(1),
  enableTrace: z.boolean().optional(),
  streamingConfigurations: z
    .looseObject({ streamFinalResponse: z.boolean().optional() })
    .optional(),
});

const MAX_TOKENS = 2048;
const RESULTS = 5;

/**
 * Returns the format of Bedrock's InvokeAgent, which always streams: the answer in one chunk unless
 * requested otherwise, token counts only in traces. An agent with the id of a knowledge base
 * answers from it.
 */
export function agentServer(knowledgeBases: KnowledgeBases, agentId: string): ServerDialect {
  return {
    read(body) {
      const read = readBody(request, body, (member, complaint) => `${member}: ${complaint}`);
      const { inputText: text } = read;
      const retrieval = { vectorSearchConfiguration: { numberOfResults: RESULTS } };
      const retrieved = knowledgeBases.has(agentId)
        ? retrieve(knowledgeBases, agentId, text, retrieval)
        : [];
      const passages = retrieved.map((passage) => asSection('passage', passage.text));
      return {
        system: '',
        messages: [
          {
            role: 'user',
            // Tags the question only beside passages: the text may have tags of its own.
            text:
              retrieved.length === 0 ? text : [...passages, asSection('question', text)].join('\n'),
          },
        ],
        maxTokens: MAX_TOKENS,
        stream: read.streamingConfigurations?.streamFinalResponse === true,
        traced: read.enableTrace === true,
        retrieved,
      };
    },
    body: () => ({}),
    opening: (reply) =>
      reply.modelRequest.traced === true
        ? [trace({ modelInvocationInput: { traceId: reply.id, text: reply.modelRequest.system } })]
        : [],
    chunk: ({ modelRequest }, text) => (modelRequest.stream === true ? chunk(text) : undefined),
    closing: (reply) => [
      ...(reply.modelRequest.traced === true ? [usage(reply)] : []),
      ...(reply.modelRequest.stream === true ? [] : [chunk(reply.text)]),
    ],
  };
}

function chunk(text: string): StreamEvent {
  return { type: 'chunk', data: { bytes: Buffer.from(text).toString('base64') } };
}

function usage({ id, inputTokens, outputTokens }: ModelReply): StreamEvent {
  return trace({
    modelInvocationOutput: { traceId: id, metadata: { usage: { inputTokens, outputTokens } } },
  });
}

/** Returns a trace event; botocore accepts a trace with exactly one member only. */
function trace(orchestrationTrace: object): StreamEvent {
  return { type: 'trace', data: { trace: { orchestrationTrace } } };
}
