import type { Query } from '../../dataset/query/query.ts';
import type { Delta } from '../delta/delta.ts';

/** A RequestQuirks is what one model of a family is asked in other words than the rest. */
export interface RequestQuirks {
  /** What chat completions call the most tokens; `max_tokens` when absent. */
  readonly maxTokensName?: 'max_tokens' | 'max_completion_tokens';
  /**
   * How JSON of a schema is asked for where the wire has tools: by a tool that must be called, the
   * default; one that may be; or the wire's own format, when the answer is the text.
   */
  readonly structured?: 'forced-tool' | 'offered-tool' | 'format';
}

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
  body(query: Query, wording?: RequestQuirks): Readonly<Record<string, unknown>>;
  /** Reads a whole answer; `text` is absent where the JSON holds no answer at all. */
  answer(json: unknown, structured: boolean): Delta;
  /** Reads one event of a stream. */
  delta(json: unknown, structured: boolean): Delta;
  /** Whether what came as an event of a stream is a whole answer. */
  isWhole?(json: unknown): boolean;
}
