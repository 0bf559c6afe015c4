import type { Citation } from '../sample/citation.ts';
import type { ServerReport, Stamps, Tokens } from '../sample/sample.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Symptom } from './failure.ts';
import type { Piece } from './piece.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A Reading adds up the pieces of one response and notes when each came.
 *
 * A class, because an object with accessors of its own gets a hidden class of its own: 1.2 KB in old
 * space for each response.
 */
export class Reading {
  readonly stamps: Mutable<
    Pick<Stamps, 'firstEvent' | 'firstToken' | 'firstVisible' | 'lastToken'>
  > = {};
  readonly chunkGaps: Milliseconds[] = [];
  readonly server: Mutable<ServerReport> = {};
  chunks = 0;
  readsShared = 0;
  stopReason: string | undefined;
  done = false;
  /** The first failure told in the stream. */
  failure: Symptom | undefined;
  readonly #texts: string[] = [];
  readonly #counts: Mutable<Omit<Tokens, 'source'>> = {};
  #citations: Map<string, Citation> | undefined;
  /** The last content chunk: when it came, and in which read. */
  #lastAt: Milliseconds = 0;
  #lastRead: number | undefined;

  /** `at` is the stamp of the socket read the piece came in, `read` its number. */
  add(piece: Piece, at: Milliseconds, read: number): void {
    const { stamps } = this;
    stamps.firstEvent ??= at;
    const visible = piece.text !== undefined && piece.text !== '';
    if (visible || (piece.reasoning !== undefined && piece.reasoning !== '')) {
      stamps.firstToken ??= at;
      this.#chunk(at, read);
    }
    if (visible) {
      stamps.firstVisible ??= at;
      stamps.lastToken = at;
      this.#texts.push(piece.text);
    }
    this.note(piece);
    this.stopReason = piece.stopReason ?? this.stopReason;
    if (piece.citations !== undefined) this.#cite(piece.citations);
    this.done ||= piece.done === true;
    this.failure ??= piece.failure;
  }

  /** What the response's head tells; the body may know better. */
  note({ tokens, server }: Pick<Piece, 'tokens' | 'server'>): void {
    if (tokens !== undefined) merge(this.#counts, tokens);
    if (server !== undefined) merge(this.server, server);
  }

  get answer(): string {
    return this.#texts.join('');
  }

  /** Each passage once. */
  get citations(): readonly Citation[] {
    return [...(this.#citations?.values() ?? [])];
  }

  get tokens(): Tokens {
    const counts = this.#counts;
    const source: Tokens['source'] = Object.keys(counts).length > 0 ? 'reported' : 'unknown';
    return { source, ...counts };
  }

  /** A content chunk: those of one socket read are one arrival, so only the first makes a gap. */
  #chunk(at: Milliseconds, read: number): void {
    this.chunks += 1;
    if (this.#lastRead === read) {
      this.readsShared += 1;
      return;
    }
    if (this.#lastRead !== undefined) this.chunkGaps.push(at - this.#lastAt);
    this.#lastAt = at;
    this.#lastRead = read;
  }

  #cite(citations: readonly Citation[]): void {
    this.#citations ??= new Map();
    for (const each of citations) this.#citations.set(`${each.source ?? ''} ${each.text}`, each);
  }
}

/** What is told replaces what was told before; what is not told replaces nothing. */
function merge<T extends object>(
  known: T,
  told: { readonly [K in keyof T]?: T[K] | undefined },
): void {
  for (const key in told) {
    const value = told[key];
    if (value !== undefined) known[key] = value;
  }
}
