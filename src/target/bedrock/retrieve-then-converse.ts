import type { Query } from '../../dataset/query/query.ts';
import type { Citation } from '../../sample/citation.ts';
import type { Reply, Target } from '../contract/target.ts';
import { identityOf } from '../decode/server-identity.ts';

/**
 * An Answering searches first and then asks a model with what was found, in two requests: the time of
 * each can be told, and the model's tokens are reported.
 */
export function createRetrieveThenConverse(
  retrieve: Target['ask'],
  converse: Target['ask'],
): Target['ask'] {
  return async (query, call) => {
    const found = await retrieve(query, call);
    if (found.outcome !== 'ok') return withoutAnswer(found);
    const citations = found.citations ?? [];
    const { gate: _, ...later } = call;
    const reply = await converse(withPassages(query, citations), later);
    const { sent, connected } = found.stamps;
    const { sent: _sent, connected: _connected, ...stamps } = reply.stamps;
    const { server: _server, ...answer } = reply;
    const reconnections = (found.reconnections ?? 0) + (reply.reconnections ?? 0);
    return {
      ...answer,
      ...(reconnections === 0 ? {} : { reconnections }),
      ...identityOf(reply),
      stamps: {
        ...(sent === undefined ? {} : { sent }),
        ...(connected === undefined ? {} : { connected }),
        retrieved: found.end,
        ...stamps,
      },
      ...(citations.length === 0 ? {} : { citations }),
    };
  };
}

/** What a search brought before it failed is no answer. */
function withoutAnswer({ citations: _citations, ...reply }: Reply): Reply {
  return { ...reply, answer: '', chunks: 0 };
}

/** The query with its passages before the question, each marked as one. */
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

/** A passage cannot close its own mark. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
