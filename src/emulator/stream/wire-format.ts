import { membersOf } from '../../json/json-object.ts';
import type { Random } from '../../random/random.ts';
import { agentServer } from '../bedrock/agent.ts';
import type { KnowledgeBases } from '../bedrock/knowledge-bases.ts';
import { retrieveAndGenerateServer } from '../bedrock/retrieve-and-generate.ts';
import { chatServer } from '../dialect/chat.ts';
import { completionsServer } from '../dialect/completions.ts';
import { converseServer } from '../dialect/converse.ts';
import type { ServerDialect } from '../dialect/base/dialect.ts';
import { invokeDialect } from '../dialect/invoke.ts';
import { functionResult } from '../dialect/lambda-result.ts';
import { lmiServer } from '../dialect/lmi.ts';
import { messagesServer } from '../dialect/messages.ts';
import { openAiEmbeddingServer } from '../dialect/openai-embedding.ts';
import { ragServer } from '../dialect/rag-service.ts';
import { rerankServer } from '../dialect/rerank.ts';
import { responsesServer } from '../dialect/responses.ts';
import { teiServer, teiRerankServer } from '../dialect/tei.ts';
import { tgiServer } from '../dialect/tgi.ts';
import type { Operation } from '../request/operation.ts';
import {
  chunkFraming,
  converseFraming,
  functionFraming,
  memberFraming,
  namedSseFraming,
  partFraming,
  sseFraming,
  type Framing,
} from './framing.ts';

/** The format of a response: its JSON and, where it streams, its framing. */
export interface WireFormat {
  readonly dialect: ServerDialect;
  readonly framing: Framing;
}

export interface WireFormatRequest {
  readonly operation: Exclude<Operation, 'CountTokens' | 'CountMessageTokens' | 'Retrieve'>;
  readonly subject: string;
  readonly body: unknown;
  /** MIME types that the client accepts. */
  readonly accept: string;
  /** Sources of knowledge bases and agents. */
  readonly knowledgeBases?: KnowledgeBases;
}

const NO_KNOWLEDGE_BASES: KnowledgeBases = new Map();

/**
 * Returns the wire format of a request: by its operation, for InvokeModel also by the model's name,
 * and for SageMaker containers by the body, the endpoint's name and the accepted type.
 */
export function wireFormatFor(request: WireFormatRequest, random: Random): WireFormat {
  const { operation, subject, body, knowledgeBases = NO_KNOWLEDGE_BASES } = request;
  if (operation === 'Ask') return { dialect: ragServer, framing: sseFraming };
  if (operation === 'ChatCompletions') return { dialect: chatServer, framing: sseFraming };
  if (operation === 'Completions') return { dialect: completionsServer, framing: sseFraming };
  if (operation === 'Responses') return { dialect: responsesServer, framing: namedSseFraming };
  if (operation === 'Embeddings') return { dialect: openAiEmbeddingServer, framing: sseFraming };
  if (operation === 'Rerank') return { dialect: rerankServer, framing: sseFraming };
  if (operation === 'Messages') return { dialect: messagesServer, framing: namedSseFraming };
  if (operation === 'Invoke') return { dialect: ragServer, framing: sseFraming };
  if (operation === 'InvokeWithResponseStream') {
    return { dialect: functionResult, framing: functionFraming };
  }
  if (operation.startsWith('RetrieveAndGenerate')) {
    return { dialect: retrieveAndGenerateServer(knowledgeBases), framing: memberFraming };
  }
  if (operation === 'InvokeAgent') {
    return { dialect: agentServer(knowledgeBases, subject), framing: memberFraming };
  }
  if (operation.startsWith('InvokeEndpoint')) return containerWireFormat(request, random);
  return operation.startsWith('InvokeModel')
    ? { dialect: invokeDialect(subject, body), framing: chunkFraming(random) }
    : { dialect: converseServer, framing: converseFraming(random) };
}

/**
 * Returns the format of a SageMaker container. `messages` mean OpenAI chat, `texts` a reranker.
 * TGI, LMI and embeddings share `inputs`: the endpoint's name tells embeddings and LMI apart, the
 * accepted type LMI too; TGI otherwise.
 */
function containerWireFormat(
  { subject, body, accept }: WireFormatRequest,
  random: Random,
): WireFormat {
  const members = membersOf(body);
  if ('messages' in members) return { dialect: chatServer, framing: partFraming('sse', random) };
  if ('texts' in members) return { dialect: teiRerankServer, framing: partFraming('sse', random) };
  if (/\b(?:tei|embed)/i.test(subject)) {
    return { dialect: teiServer, framing: partFraming('sse', random) };
  }
  return /\b(?:lmi|djl)\b/i.test(subject) || accept.includes('jsonlines')
    ? { dialect: lmiServer, framing: partFraming('jsonlines', random) }
    : { dialect: tgiServer, framing: partFraming('sse', random) };
}
