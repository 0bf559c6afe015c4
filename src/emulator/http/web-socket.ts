import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { tryParseJson } from '../../json/try-parse-json.ts';
import { textAt } from '../../target/json/field-path.ts';
import type { HttpExchange } from './http-exchange.ts';

/** Bytes of one message: API Gateway's own limit, 128 KB. */
const MESSAGE_LIMIT = 128 * 1024;

/**
 * A WebSocketDoor lets in clients of an API Gateway WebSocket API: each message is an exchange of its
 * own, answered by a message an event.
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
      /** What to call when the client goes away: one for each message not answered yet. */
      const leavers = new Set<() => void>();
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('close', () => {
        for (const leave of leavers) leave();
      });
      webSocket.on('message', (data) => {
        onExchange(messageExchange(webSocket, request, { data, connectionId, leavers }));
      });
    });
  });
}

/** Services write server-sent events here; each leaves as the message it holds. */
const EVENT_END = '\n\n';

interface MessageOptions {
  readonly data: RawData;
  readonly connectionId: string;
  readonly leavers: Set<() => void>;
}

function messageExchange(
  webSocket: WebSocket,
  request: IncomingMessage,
  { data, connectionId, leavers }: MessageOptions,
): HttpExchange {
  let over = false;
  let leave: (() => void) | undefined;
  const finish = (): void => {
    over = true;
    if (leave !== undefined) leavers.delete(leave);
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
      leave = listener;
      leavers.add(listener);
    },
  };
}

/** API Gateway has no status to say it with: it sends the sentence, and whose it is. */
function rejection(body: string, connectionId: string): string {
  const requestId = `emulated-${randomUUID()}`;
  return JSON.stringify({ message: messageOf(body), connectionId, requestId });
}

/** What is no JSON came from a proxy, which API Gateway does not pass on. */
function messageOf(body: string): string {
  return textAt('message')(tryParseJson(body)) ?? 'Internal server error';
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
