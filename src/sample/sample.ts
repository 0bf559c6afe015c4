import type { Milliseconds } from '../time/duration.ts';
import type { Outcome } from './outcome.ts';

/** The record of one arrival. All timestamps are milliseconds from the run's start. */
export interface Sample {
  /** Number of the arrival within its load, from 0. */
  readonly index: number;
  /** Name of the load (k6's scenario) that sent it. */
  readonly scenario: string;
  readonly target: string;
  /** Warm-up samples are kept, but count in no metric except `cold`. */
  readonly phase: 'warmup' | 'measured';
  readonly queryId: string;
  readonly tenant?: string;
  readonly session?: string;
  readonly tags: Readonly<Record<string, string>>;

  /** When the request should have started; the same as `sent` in closed loops. */
  readonly due: Milliseconds;
  /**
   * When a slot came free for it, or when it was dropped from the queue; absent if it did not wait.
   */
  readonly freed?: Milliseconds;
  readonly stamps: Timestamps;
  /**
   * Time of the last byte, of the failure, or when the client stopped waiting. Equals `due` if
   * dropped.
   */
  readonly end: Milliseconds;
  /**
   * Timestamps from the AWS SDK, if the target decodes with it too; `stamps` are always the
   * socket's.
   */
  readonly seen?: SdkStamps;
  /**
   * Content chunks received, and how many of them came in the same socket read as an earlier one.
   */
  readonly chunks: number;
  readonly readsShared: number;

  readonly outcome: Outcome;
  readonly error?: Failure;
  /** Physical requests in order; more than one only if the scenario has a retry policy. */
  readonly attempts: readonly Attempt[];
  readonly tokens: Tokens;
  readonly streamed?: Streamed;
  /** Limit on output tokens that the request set; absent if it was never sent. */
  readonly maxTokens?: number;
  readonly stopReason?: string;
  /** What the stop reason says about the answer; absent if the service gives none. */
  readonly finish?: Finish;
  /** An `ok` answer without content: no text, no tool call, no unread part. */
  readonly empty?: true;
  /** Number of content parts of an unknown kind; absent if there were none. */
  readonly unread?: number;
  /** Number of tool calls in an `ok` answer; absent if no tools were offered. */
  readonly toolCalls?: number;
  /**
   * Whether an `ok` answer is JSON that matches the requested schema; absent if none was requested.
   */
  readonly schemaValid?: boolean;
  readonly server?: ServerReport;
  /**
   * Cost in US dollars, including failed and retried attempts as far as they are billed; absent if
   * no price is known.
   */
  readonly costUsd?: number;
  /** Lower bound of the cost, US dollars; present only where `costUsd` is absent. */
  readonly costAtLeastUsd?: number;
  /**
   * Upper bound of the cost, US dollars, counted against the spend cap. Present if there is a cap
   * and the bound is not `costUsd`: a count is missing or estimated, or a request was lost with its
   * connection.
   */
  readonly costAtMostUsd?: number;
  /** SHA-256 of the answer, first 16 hex digits: identifies equal answers without storing them. */
  readonly answerHash?: string;
  /** Number of other tenants' canaries in the answer; absent if none were searched for. */
  readonly leaks?: number;
  /** Number of its own tenant's canaries in the answer; absent if the tenant has none. */
  readonly ownCanaries?: number;
}

/**
 * How the service says that an answer ended.
 *
 * - `whole`: the model finished, or called a tool.
 * - `cut`: at the token limit, or at the end of the context window.
 * - `withheld`: by a filter, a guardrail or the model's own refusal.
 * - `unknown`: for a reason that is in no list here.
 */
export type Finish = 'whole' | 'cut' | 'withheld' | 'unknown';

/** Timestamps of one exchange, milliseconds; each is absent if it did not happen. */
export interface Timestamps {
  /** The request was written to the socket, or the socket began to connect. */
  readonly sent?: Milliseconds;
  /** A new socket was ready; absent if the connection was reused. */
  readonly connected?: Milliseconds;
  readonly firstByte?: Milliseconds;
  /** Passages were retrieved and the model could be called, if these are two requests. */
  readonly retrieved?: Milliseconds;
  /** The first event or body read after the headers. */
  readonly firstEvent?: Milliseconds;
  /** The first token of any kind, including reasoning. */
  readonly firstToken?: Milliseconds;
  /** The first token visible to the user. */
  readonly firstVisible?: Milliseconds;
  /** The last content visible to the user. */
  readonly lastToken?: Milliseconds;
}

/** Timestamps at which the AWS SDK delivered an answer to the application, milliseconds. */
export interface SdkStamps {
  /** The first and the last visible text. */
  readonly firstVisible?: Milliseconds;
  readonly lastToken?: Milliseconds;
  /** The stream ended, or the SDK threw. */
  readonly end: Milliseconds;
}

/** Why an arrival did not end `ok`. */
export interface Failure {
  /** The service's own error name: `ThrottlingException`, `ECONNRESET`. */
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  /** Which limit was hit, if the message says. */
  readonly quota?: 'requests_per_minute' | 'tokens_per_minute' | 'tokens_per_day' | 'connections';
  /** Why no connection could be made; absent if there was one. */
  readonly barrier?: Barrier;
}

/**
 * Why no connection could be made.
 *
 * - `dns`: the host name was not found, or no resolver answered.
 * - `certificate`: the server's certificate is not trusted here, has expired or is for another
 *   name.
 * - `tls`: the two sides agree on no TLS version or on no protocol above it.
 * - `proxy`: the proxy of the environment could not be reached, or refused the host.
 * - `refused`: nothing listens on the port.
 * - `network`: there is no route to the host, or nothing on it answered.
 * - `sockets`: this machine has no more file descriptors, ports or buffers.
 */
export type Barrier = 'dns' | 'certificate' | 'tls' | 'proxy' | 'refused' | 'network' | 'sockets';

/** One physical request. */
export interface Attempt {
  readonly sent: Milliseconds;
  readonly end: Milliseconds;
  readonly outcome: Outcome;
  /**
   * It failed after a model had started on it, or may have: it may be billed, whatever its outcome.
   */
  readonly begun?: true;
  /**
   * Number of times it was sent again on a new connection because a reused one closed without a
   * byte of response; absent if never. The service may have billed each time.
   */
  readonly reconnections?: number;
  /**
   * For a route: the requests to its parts, none if a cache answered. These are billed, not the
   * attempt itself.
   */
  readonly legs?: readonly SubRequest[];
}

/** One request that a route sent to one of its parts. */
export interface SubRequest extends Omit<Attempt, 'sent'> {
  readonly part: string;
  /** Absent if it was never sent. */
  readonly sent?: Milliseconds;
  readonly tokens: Tokens;
}

/**
 * Token counts of one answer, each token counted once; a count is absent if unknown. `input`
 * excludes cached tokens, `output` includes reasoning.
 */
export interface Tokens {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** Part of `cacheWrite` that was written for one hour instead of five minutes. */
  readonly cacheWriteLong?: number;
  /** Part of `output`. */
  readonly reasoning?: number;
  /** The service's own total, if its counts do not add up to it. */
  readonly disputedTotal?: number;
  /** Source of the counts: the service, our tokenizer, or an estimate from the text's length. */
  readonly source: 'reported' | 'counted' | 'estimated' | 'unknown';
}

/**
 * Output tokens received as content, without reasoning that was counted but not streamed. Absent if
 * their number is unknown.
 */
export interface Streamed {
  /** In the first socket read with content. */
  readonly first: number;
  /** In later reads. */
  readonly later: number;
}

/** Metadata that the server reported. */
export interface ServerReport {
  readonly latency?: Milliseconds;
  readonly ttft?: Milliseconds;
  readonly requestId?: string;
  readonly model?: string;
  readonly tier?: string;
  /** Time that a refusal asked the client to wait before a retry. */
  readonly retryAfter?: Milliseconds;
}
