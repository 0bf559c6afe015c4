import type { Socket } from 'node:net';
import type { Milliseconds } from '../../time/duration.ts';
import type { ParsedHead } from '../http/response-head.ts';
import { ResponseParser } from '../http/response-parser.ts';
import { unreachableProxy } from '../network/tunnel.ts';
import { ConnectionClosed } from './connection.ts';
import type { Connection, ConnectionOwner, PendingRequest } from './connection.ts';
import { currentIteration, type LoopIteration } from './event-loop.ts';
import { type ConnectEvent, type Endpoint, openSocket } from './open-socket.ts';

const SENT = new Uint8Array();

/**
 * Maximum idle time of a socket, milliseconds, as in production clients; a server's shorter limit
 * wins.
 */
const KEEP_ALIVE: Milliseconds = 20_000;
/**
 * Margin below an idle limit that a server announces, milliseconds, because the server counts from
 * its own last byte.
 */
const HINT_MARGIN: Milliseconds = 1000;

/**
 * A connection over HTTP/1.1; it sends its first request when connected, and without one it becomes
 * idle.
 *
 * A connection that was reused or opened ahead, and that closes without one byte of a response,
 * says nothing about the service: the server closed it while idle, when the request was already on
 * its way, as llama.cpp's server does after every stream that it announced keep-alive for. Its
 * request is sent again on a new connection, whose close is a failure. Production clients do so for
 * idempotent requests; here POST is sent again too, because the loss would count as a failure that
 * no service caused. A server that had started on the request may bill it twice; the number of
 * reconnections says how often.
 */
export class Http1Connection implements Connection {
  readonly #endpoint: Endpoint;
  readonly #owner: ConnectionOwner;
  readonly #parser: ResponseParser;
  #socket: Socket;
  #ready = false;
  #closed = false;
  #pending: PendingRequest | undefined;
  /** About the current request: whether its socket was idle before. */
  #wasIdle = false;
  /** About the current request: whether any byte came back. */
  #answered = false;
  #keepAlive = false;
  #lastIteration: LoopIteration = -1;
  #idleSince: LoopIteration = -1;
  #idleLimit = KEEP_ALIVE;

  constructor(endpoint: Endpoint, owner: ConnectionOwner) {
    this.#endpoint = endpoint;
    this.#owner = owner;
    this.#parser = new ResponseParser({
      head: (parsed) => this.#onHead(parsed),
      body: (bytes) => this.#pending?.body(bytes),
      end: () => this.#onEnd(),
    });
    this.#socket = openSocket(endpoint, {
      connecting: (socket, event) => {
        this.#socket = socket;
        this.#listen(socket, event);
      },
      read: (bytes, length) => this.#onRead(bytes, length),
      failed: (error) => this.#fail(error),
    });
  }

  get idleLimit(): Milliseconds {
    return this.#idleLimit;
  }

  get polled(): boolean {
    return this.#idleSince !== currentIteration();
  }

  send(pending: PendingRequest): void {
    this.#pending = pending;
    if (!this.#ready) return;
    this.#socket.ref();
    this.#write();
  }

  destroy(): void {
    this.#answered = true;
    this.#fail(new ConnectionClosed('The connection was closed on our side.'));
  }

  #listen(socket: Socket, event: ConnectEvent): void {
    socket.on('session', (fresh: Buffer) => {
      if (this.#endpoint.secure) this.#endpoint.session = fresh;
    });
    socket.on(event, () => this.#onConnect());
    socket.on('error', (error) => this.#onError(error));
    socket.on('end', () => {
      if (this.#closed) return;
      if (this.#pending !== undefined && this.#parser.close()) this.destroy();
      else this.#fail(this.#cut());
    });
    socket.on('close', () => this.#fail(this.#cut()));
  }

  #onConnect(): void {
    if (this.#closed) return;
    this.#ready = true;
    if (this.#pending === undefined) return this.#becomeIdle();
    this.#pending.connected();
    this.#write();
  }

  #onError(error: Error): void {
    const { proxy, secure } = this.#endpoint;
    const isProxyError = proxy !== undefined && !secure && !this.#ready;
    this.#fail(isProxyError ? unreachableProxy(proxy, error) : error);
  }

  #write(): void {
    // `connected` may have cancelled the request.
    if (this.#pending === undefined) return;
    this.#answered = false;
    this.#socket.write(this.#pending.bytes);
  }

  #onRead(bytes: Buffer, length: number): boolean {
    if (this.#closed) return true;
    const pending = this.#pending;
    if (pending === undefined) {
      // Bytes on an idle socket belong to no request.
      this.destroy();
      return true;
    }
    this.#stampRead(pending);
    this.#answered = true;
    pending.bytes = SENT;
    try {
      const stop = this.#parser.read(bytes, 0, length);
      if (this.#pending === undefined && !this.#closed) this.#afterResponse(stop < length);
    } catch (error) {
      this.#fail(error);
    }
    return true;
  }

  /** TLS records of one socket read come in one loop iteration: they share its timestamp. */
  #stampRead(pending: PendingRequest): void {
    if (!this.#endpoint.secure) return pending.arrived();
    const now = currentIteration();
    if (now !== this.#lastIteration) pending.arrived();
    this.#lastIteration = now;
  }

  #onHead({ head, keepAlive, idleLimit }: ParsedHead): void {
    this.#keepAlive = keepAlive;
    if (idleLimit !== undefined) this.#idleLimit = Math.min(KEEP_ALIVE, idleLimit - HINT_MARGIN);
    this.#pending?.head(head);
  }

  #onEnd(): void {
    const done = this.#pending;
    this.#pending = undefined;
    done?.end();
  }

  /** The response is complete: the socket waits for the next request, if it may and can. */
  #afterResponse(unsolicited: boolean): void {
    // If a request was refused before it was fully written, its rest would be read as the next
    // request.
    if (!this.#keepAlive || unsolicited || this.#socket.writableLength > 0) return this.destroy();
    this.#becomeIdle();
  }

  #becomeIdle(): void {
    this.#wasIdle = true;
    this.#lastIteration = -1;
    this.#idleSince = currentIteration();
    this.#socket.unref();
    this.#owner.onIdle(this);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    const failed = this.#pending;
    this.#pending = undefined;
    this.#socket.destroy();
    const isLost = failed !== undefined && this.#wasIdle && !this.#answered;
    this.#owner.onClose(this, isLost ? failed : undefined);
    if (!isLost) failed?.fail(error);
  }

  #cut(): ConnectionClosed {
    const when = this.#answered ? 'in the middle of the response' : 'before the response';
    return new ConnectionClosed(`The server closed the connection ${when}.`);
  }
}
