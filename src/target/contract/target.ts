import type { Query } from '../../dataset/query/query.ts';
import type { Citation } from '../../sample/citation.ts';
import type { Outcome } from '../../sample/outcome.ts';
import type {
  Failure,
  Finish,
  SubRequest,
  SdkStamps,
  ServerReport,
  Timestamps,
  Streamed,
  Tokens,
} from '../../sample/sample.ts';
import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';
import type { CancelSignal } from '../../time/cancellation.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';

/**
 * Answers queries and reports when each part of an answer arrived. Load goes to the network only
 * through a Target.
 */
export interface Target {
  /** The target's name in the scenario. */
  readonly name: string;
  /**
   * How long before its due instant a query is best passed in, milliseconds; the time that signing
   * takes if absent.
   */
  readonly lead?: Milliseconds;
  /**
   * Sends one physical request, without retries or a queue. A refusal, a failure, a truncated
   * stream or an abort is a Reply with its outcome; it rejects only on a defect or a Problem.
   */
  ask(query: Query, call: Call): Promise<Reply>;
  /**
   * Opens this many connections without sending anything, so that a load finds them open. Absent if
   * nothing can be opened ahead.
   */
  preconnect?(connections: number): Promise<void>;
  /** Returns how its AWS SDK clients have made their requests so far; absent or empty if none did. */
  sdkFastPaths?(): readonly SdkFastPath[];
  /** Closes the sockets; a later `ask` is a defect. */
  close(): Promise<void>;
}

export interface Call {
  readonly clock: Clock;
  /** Aborted by the time limit (reason `timeout`) or by the end of the run (any other reason). */
  readonly signal: CancelSignal;
  /**
   * Sent with the request if the service keeps it (Bedrock requestMetadata, SageMaker custom
   * attributes).
   */
  readonly metadata: Readonly<Record<string, string>>;
  /** Holds the signed and serialized request until it resolves, at the due instant. */
  readonly gate?: () => Promise<void>;
  /**
   * Returns whether a request that was lost with its connection may be sent again; it may if
   * absent.
   */
  readonly resend?: () => boolean;
}

/** The result of one physical request. Timestamps and `end` are on the call's clock. */
export interface Reply {
  readonly outcome: Outcome;
  readonly error?: Failure;
  readonly stamps: Timestamps;
  readonly end: Milliseconds;
  /**
   * Number of times it was sent again because a reused connection closed without a byte; absent if
   * never.
   */
  readonly reconnections?: number;
  /**
   * Timestamps from the SDK, if it decodes too; absent if the answer was held back until complete.
   */
  readonly seen?: SdkStamps;
  readonly chunks: number;
  readonly readsShared: number;
  /**
   * Times between successive content chunks, milliseconds; chunks of one socket read count as one.
   */
  readonly chunkGaps: readonly Milliseconds[];
  /** The text received, even if incomplete. Structured output is JSON text. */
  readonly answer: string;
  readonly stopReason?: string;
  /** What the stop reason says; absent if the service gives none. */
  readonly finish?: Finish;
  /** The reply is `ok` and has no content of any kind. */
  readonly empty?: true;
  /** Number of content parts of an unknown kind. */
  readonly unread?: number;
  /** Number of tool calls in the answer; absent if none. */
  readonly toolCalls?: number;
  readonly tokens: Tokens;
  readonly streamed?: Streamed;
  readonly server?: ServerReport;
  /**
   * Passages that the answer rests on, or that were retrieved for it, if the service reports them.
   */
  readonly citations?: readonly Citation[];
  /** For a route: the part that answered, or `cache`; names of nested parts are joined by dots. */
  readonly route?: string;
  /**
   * For a route: every request it sent, in order, all of them billed. `tokens` counts only the
   * answer's.
   */
  readonly legs?: readonly SubRequest[];
}
