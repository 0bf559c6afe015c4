import type { Random } from '../../random/random.ts';
import { agent } from '../bedrock/agent.ts';
import { chat } from '../dialect/chat.ts';
import { completions } from '../dialect/completions.ts';
import { converse } from '../dialect/converse.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { functionResult } from '../dialect/function-result.ts';
import { invokeDialect } from '../dialect/invoke.ts';
import { lmi } from '../dialect/lmi.ts';
import { messages } from '../dialect/messages.ts';
import { ragService } from '../dialect/rag-service.ts';
import { responses } from '../dialect/responses.ts';
import { retrieveAndGenerate } from '../bedrock/retrieve-and-generate.ts';
import { tei, teiRerank } from '../dialect/tei.ts';
import { tgi } from '../dialect/tgi.ts';
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
import type { Library } from '../bedrock/knowledge-bases.ts';
import type { Operation } from '../request/operation.ts';

/** A Speech is how one request is answered: in which JSON, and framed how when it streams. */
export interface Speech {
  readonly dialect: Dialect;
  readonly framing: Framing;
}

export interface SpeechRequest {
  readonly operation: Exclude<Operation, 'CountTokens' | 'Retrieve'>;
  readonly subject: string;
  readonly body: unknown;
  /** What the client would like to get, as MIME types. */
  readonly accept: string;
  /** What knowledge bases and agents answer from. */
  readonly library?: Library;
}

const NO_BOOKS: Library = new Map();

/** Provider bodies go by the model's name; containers are told apart by the body they are sent. */
export function speechFor(request: SpeechRequest, random: Random): Speech {
  const { operation, subject, body, library = NO_BOOKS } = request;
  if (operation === 'Ask') return { dialect: ragService, framing: sseFraming };
  if (operation === 'ChatCompletions') return { dialect: chat, framing: sseFraming };
  if (operation === 'Completions') return { dialect: completions, framing: sseFraming };
  if (operation === 'Responses') return { dialect: responses, framing: namedSseFraming };
  if (operation === 'Messages') return { dialect: messages, framing: namedSseFraming };
  if (operation === 'Invoke') return { dialect: ragService, framing: sseFraming };
  if (operation === 'InvokeWithResponseStream') {
    return { dialect: functionResult, framing: functionFraming };
  }
  if (operation.startsWith('RetrieveAndGenerate')) {
    return { dialect: retrieveAndGenerate(library), framing: memberFraming };
  }
  if (operation === 'InvokeAgent') {
    return { dialect: agent(library, subject), framing: memberFraming };
  }
  if (operation.startsWith('InvokeEndpoint')) return containerSpeech(request, random);
  return operation.startsWith('InvokeModel')
    ? { dialect: invokeDialect(subject, body), framing: chunkFraming(random) }
    : { dialect: converse, framing: converseFraming(random) };
}

/**
 * OpenAI chat has `messages`, a reranking model `texts`. TGI, LMI and an embedding model share
 * `inputs`; the latter two are assumed where the endpoint's name or, for LMI, the accepted type says
 * so, and TGI otherwise.
 */
function containerSpeech({ subject, body, accept }: SpeechRequest, random: Random): Speech {
  const members = typeof body === 'object' && body !== null ? body : {};
  if ('messages' in members) return { dialect: chat, framing: partFraming('sse', random) };
  if ('texts' in members) return { dialect: teiRerank, framing: partFraming('sse', random) };
  if (/\b(?:tei|embed)/i.test(subject)) {
    return { dialect: tei, framing: partFraming('sse', random) };
  }
  return /\b(?:lmi|djl)\b/i.test(subject) || accept.includes('jsonlines')
    ? { dialect: lmi, framing: partFraming('jsonlines', random) }
    : { dialect: tgi, framing: partFraming('sse', random) };
}
