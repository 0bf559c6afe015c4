import { converseServer } from './converse.ts';
import type { ServerDialect, StreamEvent } from './base/dialect.ts';

/** Amazon Nova's format: Converse's, with each event nested under its name. */
export const novaServer: ServerDialect = {
  read: (body) => converseServer.read(body),
  body: (reply, timing) => {
    const { metrics: _, ...rest } = converseServer.body(reply, timing);
    return rest;
  },
  opening: (reply) => converseServer.opening(reply).map(named),
  chunk: (reply, text) => named(converseServer.chunk(reply, text)),
  closing: (reply, timing) => converseServer.closing(reply, timing).map(named),
};

function named({ type, data }: StreamEvent): StreamEvent {
  return { type: 'chunk', data: { [type]: data } };
}
