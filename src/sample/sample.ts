import type { Milliseconds } from '../time/duration.ts';
import type { Outcome } from './outcome.ts';

/** A Sample is what happened to one arrival. All stamps are milliseconds from the run's start. */
export interface Sample {
  /** The arrival's number within its load, from 0. */
  readonly index: number;
  /** The name of the load (k6's scenario) that asked. */
  readonly scenario: string;
  readonly target: string;
  /** Warm-up samples are kept, but enter no metric except `cold`. */
  readonly phase: 'warmup' | 'measured';
  readonly queryId: string;
  readonly tenant?: string;
  readonly session?: string;
  readonly tags: Readonly<Record<string, string>>;

  /** When the request should have started. In closed loops the same as `sent`. */
  readonly due: Milliseconds;
  /** When a slot came free for it, or it was given up in the queue; absent where one was at hand. */
  readonly freed?: Milliseconds;
  readonly stamps: Timestamps;
  /** The last byte, the failure, or the moment we stopped waiting. Equals `due` when dropped. */
  readonly end: Milliseconds;
  /** Where the target decodes by the SDK too; the stamps are the socket's all the same. */
  readonly seen?: SdkStamps;
  /** Content chunks received, and how many of them shared a socket read with an earlier one. */
  readonly chunks: number;
  readonly readsShared: number;

  readonly outcome: Outcome;
  readonly error?: Failure;
  /** Physical requests in order; more than one only where the scenario's retry policy asks for it. */
  readonly attempts: readonly Attempt[];
  readonly tokens: Tokens;
  readonly streamed?: Streamed;
  /** Output tokens it asked for at most; absent where it was never sent. */
  readonly maxTokens?: number;
  readonly stopReason?: string;
  /** What the stop reason says of the answer; absent where the service gives none. */
  readonly finish?: Finish;
  /** An `ok` answer without any content: no text, no tool call, nothing unread. */
  readonly empty?: true;
  /** Parts of the content that were of no kind we read; absent where there was none. */
  readonly unread?: number;
  /** Tool calls that an `ok` answer makes; absent where no tools were offered. */
  readonly toolCalls?: number;
  /** Whether an `ok` answer is JSON of the schema that was asked for; absent where none was. */
  readonly schemaValid?: boolean;
  readonly server?: ServerReport;
  /** US dollars, failed and retried attempts included as far as billed; absent when no price is known. */
  readonly costUsd?: number;
  /** US dollars it cost at least; where `costUsd` is absent. */
  readonly costAtLeastUsd?: number;
  /**
   * US dollars it may have cost at most, which count against the spend cap; where there is one, and they
   * are not `costUsd`: a count is missing or estimated, or a request was lost with its connection.
   */
  readonly costAtMostUsd?: number;
  /** SHA-256 of the answer, first 16 hex digits: equal answers can be told without storing them. */
  readonly answerHash?: string;
  /** How many of other tenants' canaries the answer contains; absent where none was looked for. */
  readonly leaks?: number;
  /** How many of its own tenant's canaries it contains; absent where the tenant has none. */
  readonly ownCanaries?: number;
}

/**
 * A Finish is how the service says that an answer ended.
 *
 * - `whole`: the model was done, or called a tool.
 * - `cut`: at the token limit, or at the end of the context window.
 * - `withheld`: by a filter, a guardrail or the model's own refusal.
 * - `unknown`: for a reason that no list of ours has.
 */
export type Finish = 'whole' | 'cut' | 'withheld' | 'unknown';

/** Stamps are instants of one exchange; one is absent when it did not happen. */
export interface Timestamps {
  /** The request was handed to the socket, or the socket began to connect. */
  readonly sent?: Milliseconds;
  /** A new socket was ready; absent on a warm one. */
  readonly connected?: Milliseconds;
  readonly firstByte?: Milliseconds;
  /** Passages were found and the model could be asked, where the two are two requests. */
  readonly retrieved?: Milliseconds;
  /** The first event or body read after the headers. */
  readonly firstEvent?: Milliseconds;
  /** The first token of any kind, reasoning included. */
  readonly firstToken?: Milliseconds;
  /** The first token a user sees. */
  readonly firstVisible?: Milliseconds;
  /** The last content the user sees. */
  readonly lastToken?: Milliseconds;
}

/** What an application saw of an answer: instants at which the AWS SDK handed it over. */
export interface SdkStamps {
  /** The first text a user sees, and the last. */
  readonly firstVisible?: Milliseconds;
  readonly lastToken?: Milliseconds;
  /** There was no more, or the SDK threw. */
  readonly end: Milliseconds;
}

/** A Failure is why an arrival did not end `ok`. */
export interface Failure {
  /** The service's own name of it: `ThrottlingException`, `ECONNRESET`. */
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  /** Which limit was hit, as far as the message tells. */
  readonly quota?: 'requests_per_minute' | 'tokens_per_minute' | 'tokens_per_day' | 'connections';
  /** What kept a connection from being made; absent where there was one. */
  readonly barrier?: Barrier;
}

/**
 * A Barrier is what kept a connection from being made.
 *
 * - `dns`: the host's name was not found, or nobody could be asked.
 * - `certificate`: the server's certificate is not trusted here, has expired or is for another name.
 * - `tls`: the two sides agree on no TLS or on no protocol above it.
 * - `proxy`: the proxy of the environment could not be reached, or would not go there.
 * - `refused`: nothing listens at the port.
 * - `network`: there is no way to the host, or nothing on it answered.
 * - `sockets`: this machine has no more file descriptors, ports or buffers.
 */
export type Barrier = 'dns' | 'certificate' | 'tls' | 'proxy' | 'refused' | 'network' | 'sockets';

/** An Attempt is one physical request. */
export interface Attempt {
  readonly sent: Milliseconds;
  readonly end: Milliseconds;
  readonly outcome: Outcome;
  /** It failed after a model had begun on it, or may have: it may be billed, whatever its outcome. */
  readonly begun?: true;
  /**
   * How often it went out again on a new connection, because a reused one ended without one byte of a
   * response; absent for never. The service may have billed each time.
   */
  readonly reconnections?: number;
  /** Of a route: the requests to its parts, none where a cache answered. They, not it, are billed. */
  readonly legs?: readonly SubRequest[];
}

/** A SubRequest is one request that a route made of one of its parts. */
export interface SubRequest extends Omit<Attempt, 'sent'> {
  readonly part: string;
  /** Absent when it never left. */
  readonly sent?: Milliseconds;
  readonly tokens: Tokens;
}

/**
 * Tokens of one answer, each counted once; a count is absent when nothing tells it. `input` excludes
 * cached tokens, `output` includes reasoning.
 */
export interface Tokens {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** Tokens of `cacheWrite` that were written for one hour, not five minutes. */
  readonly cacheWriteLong?: number;
  /** Of `output`. */
  readonly reasoning?: number;
  /** The service's own total, where what it counted does not add up to it. */
  readonly disputedTotal?: number;
  /** Who counted: the service, our tokenizer, or an estimate from the text's length. */
  readonly source: 'reported' | 'counted' | 'estimated' | 'unknown';
}

/**
 * Streamed are the output tokens that crossed the wire as content; thinking that was counted and not
 * streamed is none of them. Absent where it cannot be told how many they were.
 */
export interface Streamed {
  /** In the first socket read with content. */
  readonly first: number;
  /** After it. */
  readonly later: number;
}

/** What the server said about itself. */
export interface ServerReport {
  readonly latency?: Milliseconds;
  readonly ttft?: Milliseconds;
  readonly requestId?: string;
  readonly model?: string;
  readonly tier?: string;
  /** How long a refusal told us to wait before asking again. */
  readonly retryAfter?: Milliseconds;
}
