import { converse } from './converse.ts';
import type { Dialect, StreamEvent } from './dialect.ts';

/** Amazon Nova's own body: Converse's, with each event's name as its only member. */
export const nova: Dialect = {
  read: (body) => converse.read(body),
  whole: (reply, timing) => {
    const { metrics: _, ...rest } = converse.whole(reply, timing);
    return rest;
  },
  opening: (reply) => converse.opening(reply).map(named),
  piece: (reply, text) => named(converse.piece(reply, text)),
  closing: (reply, timing) => converse.closing(reply, timing).map(named),
};

function named({ type, data }: StreamEvent): StreamEvent {
  return { type: 'chunk', data: { [type]: data } };
}
