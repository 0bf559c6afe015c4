import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Milliseconds } from '../../time/duration.ts';

/** How often a session with streams in flight is looked at. */
const INTERVAL: Milliseconds = 250;
/** Looks without any sign of life, once a ping was sent, until a session counts as stopped. */
const PATIENCE = 4;
/** Bytes that no event tells of: control frames are a few dozen. */
const SILENT = 1024;

/**
 * A HeadWatch finds out that node:http2 gave up on a block of headers. On one that it can decompress
 * no further (nghttp2: a field beyond 64 KiB) it sends a GOAWAY, reads nothing more, and tells nobody:
 * all streams of the session would wait for their time-outs.
 *
 * Bytes came that no event told of, and then none any more: this may be it, or the rest of a stream
 * that was cancelled. A ping decides: a session that lives writes it out at once.
 */
export class HeadWatch {
  readonly #session: ClientHttp2Session;
  readonly #onStop: () => void;
  /** Kept, as a session that has ended does not give it any more. */
  #socket: Socket | TLSSocket | undefined;
  #told = 0;
  #seen = 0;
  #looks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: ClientHttp2Session, onStop: () => void) {
    this.#session = session;
    this.#onStop = onStop;
    session.once('connect', (_, socket) => (this.#socket = socket));
  }

  /** Bytes that came since the last event. */
  get silent(): number {
    return this.#read() - this.#told;
  }

  /** What came so far was told of. */
  told(): void {
    this.#told = this.#read();
    this.#looks = 0;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const read = this.#read();
    const isQuiet = read === this.#seen;
    this.#seen = read;
    if (!isQuiet || read - this.#told < SILENT || this.#session.destroyed) {
      this.#looks = 0;
      return;
    }
    if (this.#looks === 0) this.#session.ping(() => this.told());
    this.#looks += 1;
    if (this.#looks <= PATIENCE) return;
    if ((this.#session.state.outboundQueueSize ?? 0) > 0) this.#onStop();
    else this.told();
  }

  #read(): number {
    return this.#socket?.bytesRead ?? 0;
  }
}
