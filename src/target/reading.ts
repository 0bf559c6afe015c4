import type { Citation } from '../sample/citation.ts';
import type { Finish, ServerReport, Stamps, Tokens } from '../sample/sample.ts';
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
  finish: Finish | undefined;
  done = false;
  /** Parts of the content that were of no kind we read. */
  unread = 0;
  /** Whether a tool was called. */
  called = false;
  /** The first failure told in the stream. */
  failure: Symptom | undefined;
  readonly #texts: string[] = [];
  readonly #counts: Mutable<Omit<Tokens, 'source'>> = {};
  #citations: Map<string, Citation> | undefined;
  /** Whether an event of the answer came without a reason to end. */
  #open = false;
  /** The last content chunk: when it came, and in which read. */
  #lastAt: Milliseconds = 0;
  #lastRead: number | undefined;

  /** `at` is the stamp of the socket read the piece came in, `read` its number. */
  add(piece: Piece, at: Milliseconds, read: number): void {
    const { stamps } = this;
    stamps.firstEvent ??= at;
    const text = this.#textOf(piece);
    const visible = text !== '';
    const other = this.#other(piece);
    if (visible || other || (piece.reasoning !== undefined && piece.reasoning !== '')) {
      stamps.firstToken ??= at;
      this.#chunk(at, read);
    }
    if (visible) {
      stamps.firstVisible ??= at;
      this.#texts.push(text);
    }
    // Who waits for the answer waits for a tool call too.
    if (visible || other) stamps.lastToken = at;
    this.note(piece);
    if (piece.citations !== undefined) this.#cite(piece.citations);
    this.#end(piece);
  }

  /** Whether nothing at all was said, called or left unread; thinking is no answer. */
  get empty(): boolean {
    return this.unread === 0 && !this.called && this.#texts.every((text) => text.trim() === '');
  }

  #textOf({ text = '', repeated = '' }: Piece): string {
    return text === '' && this.chunks === 0 ? repeated : text;
  }

  /** Whether a piece holds content beside text; what only repeats it counts where nothing came before. */
  #other({ tool, unread = 0, repeated, text }: Piece): boolean {
    if (repeated !== undefined && text === undefined && this.chunks > 0) return false;
    this.unread += unread;
    this.called ||= tool !== undefined;
    return unread > 0 || (tool !== undefined && tool !== '');
  }

  /**
   * The first end is the end. A reason that nobody knows is one only behind content that had none:
   * otherwise it may be what stands in every event.
   */
  #end({ stopReason, finish, done, failure, text, reasoning }: Piece): void {
    this.stopReason = stopReason ?? this.stopReason;
    if (this.finish !== 'withheld') this.finish = finish ?? this.finish;
    this.done ||= done === true && (finish !== 'unknown' || this.#open);
    this.failure ??= failure;
    this.#open ||= stopReason === undefined && (text ?? reasoning) !== undefined;
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
