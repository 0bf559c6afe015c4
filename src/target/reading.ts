import type { Citation } from '../sample/citation.ts';
import type { ServerReport, Stamps, Tokens } from '../sample/sample.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Symptom } from './failure.ts';
import type { Piece } from './piece.ts';

/** A Reading adds up the pieces of one response and notes when each came. */
export interface Reading {
  /** `at` is the stamp of the socket read the piece came in, `read` its number. */
  add(piece: Piece, at: Milliseconds, read: number): void;
  /** What the response's head tells; the body may know better. */
  note(told: Pick<Piece, 'tokens' | 'server'>): void;
  readonly stamps: Pick<Stamps, 'firstEvent' | 'firstToken' | 'firstVisible' | 'lastToken'>;
  readonly chunks: number;
  readonly readsShared: number;
  readonly chunkGaps: readonly Milliseconds[];
  readonly answer: string;
  readonly stopReason: string | undefined;
  /** Each passage once. */
  readonly citations: readonly Citation[];
  readonly tokens: Tokens;
  readonly server: ServerReport;
  readonly done: boolean;
  /** The first failure told in the stream. */
  readonly failure: Symptom | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A Reading of nothing yet. */
export function createReading(): Reading {
  const stamps: Mutable<Reading['stamps']> = {};
  const texts: string[] = [];
  const chunkGaps: Milliseconds[] = [];
  const counts: Mutable<Omit<Tokens, 'source'>> = {};
  const report: Mutable<ServerReport> = {};
  let chunks = 0;
  let readsShared = 0;
  let last: { readonly at: Milliseconds; readonly read: number } | undefined;
  let stopReason: string | undefined;
  const citations = new Map<string, Citation>();
  let done = false;
  let failure: Symptom | undefined;

  /** A content chunk: those of one socket read are one arrival, so only the first makes a gap. */
  function chunk(at: Milliseconds, read: number): void {
    chunks += 1;
    if (last?.read === read) {
      readsShared += 1;
      return;
    }
    if (last !== undefined) chunkGaps.push(at - last.at);
    last = { at, read };
  }

  function note({ tokens, server }: Pick<Piece, 'tokens' | 'server'>): void {
    if (tokens !== undefined) merge(counts, tokens);
    if (server !== undefined) merge(report, server);
  }

  return {
    note,
    add(piece, at, read) {
      stamps.firstEvent ??= at;
      const visible = piece.text !== undefined && piece.text !== '';
      if (visible || (piece.reasoning !== undefined && piece.reasoning !== '')) {
        stamps.firstToken ??= at;
        chunk(at, read);
      }
      if (visible) {
        stamps.firstVisible ??= at;
        stamps.lastToken = at;
        texts.push(piece.text);
      }
      note(piece);
      stopReason = piece.stopReason ?? stopReason;
      for (const each of piece.citations ?? []) {
        citations.set(`${each.source ?? ''} ${each.text}`, each);
      }
      done ||= piece.done === true;
      failure ??= piece.failure;
    },
    stamps,
    get chunks() {
      return chunks;
    },
    get readsShared() {
      return readsShared;
    },
    chunkGaps,
    get answer() {
      return texts.join('');
    },
    get citations() {
      return [...citations.values()];
    },
    get stopReason() {
      return stopReason;
    },
    get tokens() {
      const source: Tokens['source'] = Object.keys(counts).length > 0 ? 'reported' : 'unknown';
      return { ...counts, source };
    },
    get server() {
      return report;
    },
    get done() {
      return done;
    },
    get failure() {
      return failure;
    },
  };
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
