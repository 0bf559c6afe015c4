import type { Query } from '../../dataset/query/query.ts';
import type { Delta } from '../delta/delta.ts';

/** How requests to one model differ from those to the rest of its family. */
export interface RequestQuirks {
  /** The name of the token limit in chat completions; `max_tokens` if absent. */
  readonly maxTokensName?: 'max_tokens' | 'max_completion_tokens';
  /**
   * How JSON of a schema is requested if the wire has tools: by a tool that must be called, the
   * default; by one that may be called; or by the wire's own format, where the answer is the text.
   */
  readonly structured?: 'forced-tool' | 'offered-tool' | 'format';
}

/**
 * The JSON format of requests and answers of one family of models.
 *
 * `structured` is true if the query asked for JSON: then the forced tool's input is the answer, and
 * text beside it is not.
 */
export interface Dialect {
  /** The model does not stream: it answers all at once. */
  readonly whole?: true;
  /**
   * Its complete answers have no finish reason: only a complete body shows that they are complete.
   */
  readonly unreasoned?: true;
  body(query: Query, quirks?: RequestQuirks): Readonly<Record<string, unknown>>;
  /** Reads a complete answer; `text` is absent if the JSON has no answer at all. */
  answer(json: unknown, structured: boolean): Delta;
  /** Reads one event of a stream. */
  delta(json: unknown, structured: boolean): Delta;
  /** Returns whether an event of a stream is a complete answer. */
  isWhole?(json: unknown): boolean;
}
