import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { textAt } from '../../target/json/field-path.ts';
import type { HttpExchange } from './http-exchange.ts';

/** Largest message, bytes: API Gateway's limit, 128 KB. */
const MESSAGE_LIMIT = 128 * 1024;

/**
 * Accepts clients of an API Gateway WebSocket API. Each message is an exchange of its own, answered
 * by one message for each event.
 */
export function acceptWebSockets(http: Server, onExchange: (exchange: HttpExchange) => void): void {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
  });
  http.on('upgrade', (request, socket, head) => {
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const connectionId = randomUUID();
      /** Listeners for the client's disconnect, one for each unanswered message. */
      const goneListeners = new Set<() => void>();
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('close', () => {
        for (const listener of goneListeners) listener();
      });
      webSocket.on('message', (data) => {
        onExchange(messageExchange(webSocket, request, { data, connectionId, goneListeners }));
      });
    });
  });
}

/** End of a server-sent event; the data of each event is sent as a message. */
const EVENT_END = '\n\n';

interface MessageOptions {
  readonly data: RawData;
  readonly connectionId: string;
  readonly goneListeners: Set<() => void>;
}

function messageExchange(
  webSocket: WebSocket,
  request: IncomingMessage,
  { data, connectionId, goneListeners }: MessageOptions,
): HttpExchange {
  let over = false;
  let goneListener: (() => void) | undefined;
  const finish = (): void => {
    over = true;
    if (goneListener !== undefined) goneListeners.delete(goneListener);
  };
  const send = (parts: readonly Uint8Array[]): void => {
    if (over) return;
    for (const event of Buffer.concat(parts).toString('utf8').split(EVENT_END)) {
      if (event !== '') webSocket.send(event.replace(/^data: /, ''));
    }
  };
  return {
    method: 'POST',
    path: request.url ?? '',
    headers: { ...request.headers, accept: 'text/event-stream' },
    body: async () => bytesOf(data),
    respond(status, _, body) {
      if (over) return;
      finish();
      const text = Buffer.from(body).toString();
      webSocket.send(status < 300 ? text : rejection(text, connectionId));
    },
    open: () => undefined,
    write: send,
    end(parts) {
      send(parts);
      finish();
    },
    reset() {
      finish();
      webSocket.terminate();
    },
    onGone(listener) {
      if (over) return;
      goneListener = listener;
      goneListeners.add(listener);
    },
  };
}

/**
 * Returns an error as a message with connection and request ids: a WebSocket has no HTTP status.
 */
function rejection(body: string, connectionId: string): string {
  const requestId = `emulated-${randomUUID()}`;
  return JSON.stringify({ message: messageOf(body), connectionId, requestId });
}

/** Returns the error's message. A body without one came from a proxy, and API Gateway hides it. */
function messageOf(body: string): string {
  return textAt('message')(tryParseJson(body)) ?? 'Internal server error';
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
