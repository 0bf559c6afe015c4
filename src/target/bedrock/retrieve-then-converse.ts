import type { Query } from '../../dataset/query/query.ts';
import type { Citation } from '../../sample/citation.ts';
import type { Reply, Target } from '../contract/target.ts';
import { identityOf } from '../decode/server-identity.ts';

/**
 * Creates an `ask` that retrieves passages and then calls a model with them, in two requests: the
 * time of each is known, and the model's tokens are reported.
 */
export function createRetrieveThenConverse(
  retrieve: Target['ask'],
  converse: Target['ask'],
): Target['ask'] {
  return async (query, call) => {
    const retrieval = await retrieve(query, call);
    if (retrieval.outcome !== 'ok') return withoutAnswer(retrieval);
    const citations = retrieval.citations ?? [];
    const { gate: _, ...secondCall } = call;
    const reply = await converse(withPassages(query, citations), secondCall);
    const { sent, connected } = retrieval.stamps;
    const { sent: _sent, connected: _connected, ...stamps } = reply.stamps;
    const { server: _server, ...answer } = reply;
    const reconnections = (retrieval.reconnections ?? 0) + (reply.reconnections ?? 0);
    return {
      ...answer,
      ...(reconnections === 0 ? {} : { reconnections }),
      ...identityOf(reply),
      stamps: {
        ...(sent === undefined ? {} : { sent }),
        ...(connected === undefined ? {} : { connected }),
        retrieved: retrieval.end,
        ...stamps,
      },
      ...(citations.length === 0 ? {} : { citations }),
    };
  };
}

/** Removes the answer: results that came before a search failed are not one. */
function withoutAnswer({ citations: _citations, ...reply }: Reply): Reply {
  return { ...reply, answer: '', chunks: 0 };
}

/** Returns the query with its passages before the question, each in its own tag. */
function withPassages(query: Query, citations: readonly Citation[]): Query {
  const passages = citations.map(({ text }) => `<passage>${escaped(text)}</passage>`);
  const last = query.messages.length - 1;
  return {
    ...query,
    messages: query.messages.map((message, index) =>
      index === last ? { ...message, text: [...passages, message.text].join('\n') } : message,
    ),
  };
}

/** Escapes a passage, so that it cannot close its tag. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
