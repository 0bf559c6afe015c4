import type { Query } from '../../src/dataset/query/query.ts';
import type { OutgoingRequest } from '../../src/target/http/exchange.ts';

/** A ChatRequest is the query as the clients that know no target ask it: OpenAI's chat completions. */
export type ChatRequest = OutgoingRequest;

export function chatRequest(origin: string, query: Query, stream: boolean): ChatRequest {
  return {
    origin,
    path: '/v1/chat/completions',
    headers: {
      'content-type': 'application/json',
      accept: stream ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify({
      model: 'metronome',
      messages: query.messages.map(({ role, text }) => ({ role, content: text })),
      max_tokens: query.maxTokens,
      ...(stream ? { stream: true } : {}),
    }),
  };
}
