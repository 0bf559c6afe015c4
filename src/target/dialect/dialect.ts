import type { Query } from '../../dataset/query.ts';
import type { Piece } from '../piece.ts';

/**
 * A Dialect is how one family of models words a request and an answer in JSON.
 *
 * `structured` is true where the query asked for JSON: then the forced tool's input is the answer,
 * and whatever is said beside it is not.
 */
export interface Dialect {
  /** There is no stream of it: it answers all at once. */
  readonly whole?: true;
  /** Its whole answers bring no finish reason: that the body is whole is all that can be known. */
  readonly unreasoned?: true;
  body(query: Query): Readonly<Record<string, unknown>>;
  /** Reads a whole answer; `text` is absent where the JSON holds no answer at all. */
  answer(json: unknown, structured: boolean): Piece;
  /** Reads one event of a stream. */
  piece(json: unknown, structured: boolean): Piece;
  /** Whether what came as an event of a stream is a whole answer. */
  isWhole?(json: unknown): boolean;
}
