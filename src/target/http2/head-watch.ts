import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Milliseconds } from '../../time/duration.ts';

/** Interval between checks of a session with open streams, milliseconds. */
const INTERVAL: Milliseconds = 250;
/** Checks without activity after a ping before a session counts as stopped. */
const CHECK_LIMIT = 4;
/** Bytes that may come without an event: control frames have a few dozen. */
const UNREPORTED_LIMIT = 1024;

/**
 * Detects that node:http2 gave up on a block of headers. If Node 20 cannot decompress a block
 * (nghttp2: a field beyond 64 KiB), it sends a GOAWAY, reads nothing more and reports nothing: all
 * streams of the session would wait for their timeouts. From Node 22 on the session ends with an
 * error. Delete when Node 20 goes.
 *
 * The sign is bytes without an event, and then no more bytes; the rest of a cancelled stream looks
 * the same. A ping decides: a working session writes it at once.
 */
export class HeadWatch {
  readonly #session: ClientHttp2Session;
  readonly #onStop: () => void;
  /** Kept, because a session that has ended no longer exposes it. */
  #socket: Socket | TLSSocket | undefined;
  #reported = 0;
  #lastRead = 0;
  #checks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: ClientHttp2Session, onStop: () => void) {
    this.#session = session;
    this.#onStop = onStop;
    session.once('connect', (_, socket) => (this.#socket = socket));
  }

  /** Bytes received since the last event. */
  get unreported(): number {
    return this.#read() - this.#reported;
  }

  /** Marks the bytes received so far as reported by an event. */
  onEvent(): void {
    this.#reported = this.#read();
    this.#checks = 0;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#check(), INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    const read = this.#read();
    const isQuiet = read === this.#lastRead;
    this.#lastRead = read;
    if (!isQuiet || read - this.#reported < UNREPORTED_LIMIT || this.#session.destroyed) {
      this.#checks = 0;
      return;
    }
    if (this.#checks === 0) this.#session.ping(() => this.onEvent());
    this.#checks += 1;
    if (this.#checks <= CHECK_LIMIT) return;
    if ((this.#session.state.outboundQueueSize ?? 0) > 0) this.#onStop();
    else this.onEvent();
  }

  #read(): number {
    return this.#socket?.bytesRead ?? 0;
  }
}
