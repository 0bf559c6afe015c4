import type { Citation } from '../../sample/citation.ts';
import type { Finish, ServerReport, Timestamps, Streamed, Tokens } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { conventionOf } from '../delta/convention.ts';
import type { Delta } from '../delta/delta.ts';
import type { RawError } from '../errors/classify-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import { settle } from '../usage/settle.ts';
import { streamedTokens } from '../usage/streamed.ts';
import { emptyUsage, hasCount, mergeCounts } from '../usage/usage-counts.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Accumulates the deltas of one response and records when each came.
 *
 * A class, because an object literal with accessors gets its own hidden class: 1.2 KB of old space
 * for each response. From Node 24 on it is little (docs/engines.md).
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
  /** Number of content parts of an unknown kind. */
  unread = 0;
  /** Whether a tool was called. */
  called = false;
  /** Tool calls that began; a call that is the answer itself does not count. */
  calls = 0;
  /** The first failure in the stream. */
  failure: RawError | undefined;
  readonly #model: string | undefined;
  readonly #texts: string[] = [];
  readonly #reasoningTokens: string[] = [];
  readonly #calls: string[] = [];
  readonly #counts = emptyUsage();
  /** Characters of all content that is kept. */
  #keptCharacters = 0;
  #withheld = false;
  #citations: Map<string, Citation> | undefined;
  /** Whether an event with text or reasoning came without a stop reason. */
  #open = false;
  /** Time and socket read of the last content chunk. */
  #lastAt: Milliseconds = 0;
  #lastRead: number | undefined;
  readonly #first: {
    chunks: number;
    characters: number;
    read: number;
    counted: number | undefined;
  } = { chunks: 0, characters: 0, read: 0, counted: undefined };
  /** Output count that came with content of a later read. */
  #counted: number | undefined;

  /** `model` is the requested model; its maker decides how its tokens are counted. */
  constructor(model?: string) {
    this.#model = model;
  }

  /** `at` is the time of the delta's socket read, `read` its number. */
  add(delta: Delta, at: Milliseconds, read: number): void {
    const { stamps } = this;
    stamps.firstEvent ??= at;
    const text = this.#textOf(delta);
    this.#keep(text.length + (delta.reasoning?.length ?? 0) + (delta.tool?.length ?? 0));
    const hasText = text !== '';
    const hasOther = this.#addOther(delta);
    const hasReasoning = delta.reasoning !== undefined && delta.reasoning !== '';
    if (hasText || hasOther || hasReasoning) {
      stamps.firstToken ??= at;
      this.#chunk(at, read);
      this.#addTotals(delta, read);
    }
    if (hasReasoning) this.#reasoningTokens.push(delta.reasoning);
    this.#withheld ||= delta.withheld === true;
    if (hasText) {
      stamps.firstVisible ??= at;
      this.#texts.push(text);
    }
    // A tool call is part of the answer that the user waits for.
    if (hasText || hasOther) stamps.lastToken = at;
    this.note(delta);
    if (delta.citations !== undefined) this.#cite(delta.citations);
    this.#end(delta);
  }

  /** Whether there was no text, no tool call and no unread part; reasoning is not an answer. */
  get empty(): boolean {
    return this.unread === 0 && !this.called && this.#texts.every((text) => text.trim() === '');
  }

  /** Throws a DecodeError if the answer exceeds the text limit. */
  #keep(characters: number): void {
    this.#keptCharacters += characters;
    if (this.#keptCharacters > RESPONSE_LIMIT.text) throw tooLarge('text');
  }

  #textOf({ text = '', repeated = '' }: Delta): string {
    return text === '' && this.chunks === 0 ? repeated : text;
  }

  /**
   * Returns whether a delta has content beside text; content that repeats the text counts only if
   * nothing came before.
   */
  #addOther({ tool, calls = 0, unread = 0, repeated, text }: Delta): boolean {
    if (repeated !== undefined && text === undefined && this.chunks > 0) return false;
    this.calls += calls;
    this.unread += unread;
    this.called ||= tool !== undefined;
    if (tool !== undefined && tool !== '') this.#calls.push(tool);
    return unread > 0 || (tool !== undefined && tool !== '');
  }

  /**
   * The first end counts. An unknown stop reason is an end only after text without one: otherwise
   * it may be in every event.
   */
  #end({ stopReason, finish, done, failure, text, reasoning }: Delta): void {
    this.stopReason = stopReason ?? this.stopReason;
    if (this.finish !== 'withheld') this.finish = finish ?? this.finish;
    this.done ||= done === true && (finish !== 'unknown' || this.#open);
    this.failure ??= failure;
    this.#open ||= stopReason === undefined && (text ?? reasoning) !== undefined;
  }

  /** Merges what the response's head reports; the body's values replace it. */
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
    if (!hasCount(counts)) return { source: 'unknown' };
    const wire = counts.wire ?? 'bedrock';
    return settle(counts, conventionOf(wire, this.#model, this.server.model));
  }

  /** Returns the tokens that crossed the wire as content. */
  streamed(tokens: Tokens): Streamed | undefined {
    // The number of tokens in an image or a sound is unknown.
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

  /**
   * Counts a content chunk: chunks of one socket read are one arrival, so only the first makes a
   * gap.
   */
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

  /**
   * Records the content of the first socket read, and the running totals that came with content.
   */
  #addTotals({ text = '', reasoning = '', tool = '', tokens }: Delta, read: number): void {
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

/** Replaces known values by new ones that are defined. */
function merge<T extends object>(
  known: T,
  update: { readonly [K in keyof T]?: T[K] | undefined },
): void {
  for (const key in update) {
    const value = update[key];
    if (value !== undefined) known[key] = value;
  }
}
