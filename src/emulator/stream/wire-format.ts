import { membersOf } from '../../json/json-object.ts';
import type { Random } from '../../random/random.ts';
import { agentServer } from '../bedrock/agent.ts';
import type { KnowledgeBases } from '../bedrock/knowledge-bases.ts';
import { retrieveAndGenerateServer } from '../bedrock/retrieve-and-generate.ts';
import { chatServer } from '../dialect/chat.ts';
import { completionsServer } from '../dialect/completions.ts';
import { converseServer } from '../dialect/converse.ts';
import type { ServerDialect } from '../dialect/dialect.ts';
import { functionResult } from '../dialect/lambda-result.ts';
import { invokeDialect } from '../dialect/invoke.ts';
import { lmiServer } from '../dialect/lmi.ts';
import { messagesServer } from '../dialect/messages.ts';
import { ragServer } from '../dialect/rag-service.ts';
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

/** A WireFormat is how one request is answered: in which JSON, and framed how when it streams. */
export interface WireFormat {
  readonly dialect: ServerDialect;
  readonly framing: Framing;
}

export interface WireFormatRequest {
  readonly operation: Exclude<Operation, 'CountTokens' | 'Retrieve'>;
  readonly subject: string;
  readonly body: unknown;
  /** What the client would like to get, as MIME types. */
  readonly accept: string;
  /** What knowledge bases and agents answer from. */
  readonly knowledgeBases?: KnowledgeBases;
}

const NO_BOOKS: KnowledgeBases = new Map();

/** Provider bodies go by the model's name; containers are told apart by the body they are sent. */
export function wireFormatFor(request: WireFormatRequest, random: Random): WireFormat {
  const { operation, subject, body, knowledgeBases = NO_BOOKS } = request;
  if (operation === 'Ask') return { dialect: ragServer, framing: sseFraming };
  if (operation === 'ChatCompletions') return { dialect: chatServer, framing: sseFraming };
  if (operation === 'Completions') return { dialect: completionsServer, framing: sseFraming };
  if (operation === 'Responses') return { dialect: responsesServer, framing: namedSseFraming };
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
 * OpenAI chat has `messages`, a reranking model `texts`. TGI, LMI and an embedding model share
 * `inputs`; the latter two are assumed where the endpoint's name or, for LMI, the accepted type says
 * so, and TGI otherwise.
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
