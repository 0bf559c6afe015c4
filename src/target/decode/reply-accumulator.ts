import type { Citation } from '../../sample/citation.ts';
import type { Finish, ServerReport, Timestamps, Streamed, Tokens } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { conventionOf } from '../delta/convention.ts';
import type { TokenUsage, Delta } from '../delta/delta.ts';
import type { RawError } from '../errors/classify-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import { settle } from '../usage/settle.ts';
import { streamedTokens } from '../usage/streamed.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is counted. */
const TOLD = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWriteLong',
  'reasoning',
  'total',
] as const;

/**
 * A ReplyAccumulator adds up the pieces of one response and notes when each came.
 *
 * A class, because an object with accessors of its own gets a hidden class of its own: 1.2 KB in old
 * space for each response. From Node 24 on it is little (docs/engines.md).
 */
export class ReplyAccumulator {
  readonly stamps: Mutable<
    Pick<Timestamps, 'firstEvent' | 'firstToken' | 'firstVisible' | 'lastToken'>
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
  /** Tool calls that began; a call that is the answer is none. */
  calls = 0;
  /** The first failure told in the stream. */
  failure: RawError | undefined;
  readonly #model: string | undefined;
  readonly #texts: string[] = [];
  readonly #reasoningTokens: string[] = [];
  readonly #calls: string[] = [];
  readonly #counts: Mutable<TokenUsage> = nothingTold();
  /** Characters of all that is kept of the content. */
  #kept = 0;
  #withheld = false;
  #citations: Map<string, Citation> | undefined;
  /** Whether an event of the answer came without a reason to end. */
  #open = false;
  /** The last content chunk: when it came, and in which read. */
  #lastAt: Milliseconds = 0;
  #lastRead: number | undefined;
  readonly #first: {
    chunks: number;
    characters: number;
    read: number;
    counted: number | undefined;
  } = { chunks: 0, characters: 0, read: 0, counted: undefined };
  /** The output count that came with content of a later read. */
  #counted: number | undefined;

  /** `model` is the one asked for, whose maker decides how its tokens are counted. */
  constructor(model?: string) {
    this.#model = model;
  }

  /** `at` is the stamp of the socket read the piece came in, `read` its number. */
  add(delta: Delta, at: Milliseconds, read: number): void {
    const { stamps } = this;
    stamps.firstEvent ??= at;
    const text = this.#textOf(delta);
    this.#keep(text.length + (delta.reasoning?.length ?? 0) + (delta.tool?.length ?? 0));
    const visible = text !== '';
    const other = this.#other(delta);
    const thought = delta.reasoning !== undefined && delta.reasoning !== '';
    if (visible || other || thought) {
      stamps.firstToken ??= at;
      this.#chunk(at, read);
      this.#pace(delta, read);
    }
    if (thought) this.#reasoningTokens.push(delta.reasoning);
    this.#withheld ||= delta.withheld === true;
    if (visible) {
      stamps.firstVisible ??= at;
      this.#texts.push(text);
    }
    // Who waits for the answer waits for a tool call too.
    if (visible || other) stamps.lastToken = at;
    this.note(delta);
    if (delta.citations !== undefined) this.#cite(delta.citations);
    this.#end(delta);
  }

  /** Whether nothing at all was said, called or left unread; thinking is no answer. */
  get empty(): boolean {
    return this.unread === 0 && !this.called && this.#texts.every((text) => text.trim() === '');
  }

  /** Throws an Unreadable once more is to be kept than is read of an answer. */
  #keep(characters: number): void {
    this.#kept += characters;
    if (this.#kept > RESPONSE_LIMIT.text) throw tooLarge('text');
  }

  #textOf({ text = '', repeated = '' }: Delta): string {
    return text === '' && this.chunks === 0 ? repeated : text;
  }

  /** Whether a piece holds content beside text; what only repeats it counts where nothing came before. */
  #other({ tool, calls = 0, unread = 0, repeated, text }: Delta): boolean {
    if (repeated !== undefined && text === undefined && this.chunks > 0) return false;
    this.calls += calls;
    this.unread += unread;
    this.called ||= tool !== undefined;
    if (tool !== undefined && tool !== '') this.#calls.push(tool);
    return unread > 0 || (tool !== undefined && tool !== '');
  }

  /**
   * The first end is the end. A reason that nobody knows is one only behind content that had none:
   * otherwise it may be what stands in every event.
   */
  #end({ stopReason, finish, done, failure, text, reasoning }: Delta): void {
    this.stopReason = stopReason ?? this.stopReason;
    if (this.finish !== 'withheld') this.finish = finish ?? this.finish;
    this.done ||= done === true && (finish !== 'unknown' || this.#open);
    this.failure ??= failure;
    this.#open ||= stopReason === undefined && (text ?? reasoning) !== undefined;
  }

  /** What the response's head tells; the body may know better. */
  note({ tokens, server }: Pick<Delta, 'tokens' | 'server'>): void {
    if (tokens !== undefined) mergeCounts(this.#counts, tokens);
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
    if (!TOLD.some((count) => counts[count] !== undefined)) return { source: 'unknown' };
    const wire = counts.wire ?? 'bedrock';
    return settle(counts, conventionOf(wire, this.#model, this.server.model));
  }

  /** Of the tokens, those that crossed the wire as content. */
  streamed(tokens: Tokens): Streamed | undefined {
    // How many tokens an image or a sound is, nobody can tell.
    if (this.unread > 0) return undefined;
    return streamedTokens(tokens, {
      chunks: this.chunks,
      firstRead: this.#first,
      counted: this.#counted,
      lastCounted: this.#counts.output,
      text: this.#calls.length === 0 ? this.#texts : [...this.#texts, ...this.#calls],
      reasoningTokens: this.#reasoningTokens,
      withheld: this.#withheld,
    });
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

  /** What the first socket read with content held, and the running totals that came with content. */
  #pace({ text = '', reasoning = '', tool = '', tokens }: Delta, read: number): void {
    if (this.chunks === 1) this.#first.read = read;
    if (this.#first.read !== read) {
      this.#counted = tokens?.output ?? this.#counted;
      return;
    }
    this.#first.chunks += 1;
    this.#first.characters += text.length + reasoning.length + tool.length;
    this.#first.counted = tokens?.output ?? this.#first.counted;
  }

  #cite(citations: readonly Citation[]): void {
    this.#citations ??= new Map();
    for (const each of citations) {
      const key = `${each.source ?? ''} ${each.text}`;
      if (!this.#citations.has(key)) this.#keep(key.length);
      this.#citations.set(key, each);
    }
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

/** All members are there from the start: objects that grow have a hidden class for each order. */
function nothingTold(): Mutable<TokenUsage> {
  return {
    input: undefined,
    output: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
    cacheWriteLong: undefined,
    reasoning: undefined,
    total: undefined,
    wire: undefined,
  };
}

/** A count is not taken back by a 0 of the same usage: some send one where they mean to leave it out. */
function mergeCounts(known: Mutable<TokenUsage>, told: TokenUsage): void {
  const same = told.wire !== undefined && told.wire === known.wire;
  for (const count of TOLD) {
    const value = told[count];
    if (value === undefined || (value === 0 && same && known[count] !== undefined)) continue;
    known[count] = value;
    known.wire = told.wire ?? known.wire;
  }
}
