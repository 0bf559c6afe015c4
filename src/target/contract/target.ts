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

/** A Target answers one query and reports when each part arrived. It is the only door to the network. */
export interface Target {
  /** The name the scenario gives it. */
  readonly name: string;
  /** How long before its due instant a query is best handed over; what signing takes when absent. */
  readonly lead?: Milliseconds;
  /**
   * Sends one physical request: no retries, no queue of its own. A refusal, a failure, a cut stream
   * or an abort is a Reply with its outcome; only a defect or a Problem rejects.
   */
  ask(query: Query, call: Call): Promise<Reply>;
  /**
   * Opens so many connections, and sends nothing, so that a load that starts now finds them open.
   * Absent where there is nothing to open ahead.
   */
  preconnect?(connections: number): Promise<void>;
  /** How its AWS SDK clients made their requests so far; absent or empty where none did. */
  sdkFastPaths?(): readonly SdkFastPath[];
  /** Closes its sockets; asking again is a defect. */
  close(): Promise<void>;
}

export interface Call {
  readonly clock: Clock;
  /** Aborted by our time limit (reason `timeout`) or by the end of the run (any other reason). */
  readonly signal: CancelSignal;
  /** Sent along where the service keeps it (Bedrock requestMetadata, SageMaker custom attributes). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Holds the signed and serialised request back until it resolves: the due instant. */
  readonly gate?: () => Promise<void>;
  /** Whether a request that was lost with its connection may go out again; it may when absent. */
  readonly resend?: () => boolean;
}

/** A Reply is what one physical request brought. Stamps and `end` are on the call's clock. */
export interface Reply {
  readonly outcome: Outcome;
  readonly error?: Failure;
  readonly stamps: Timestamps;
  readonly end: Milliseconds;
  /** How often it went out again because a reused connection ended without a byte; absent for never. */
  readonly reconnections?: number;
  /** Where the SDK decodes too; absent where the answer was held back before anybody saw it. */
  readonly seen?: SdkStamps;
  readonly chunks: number;
  readonly readsShared: number;
  /** Times between successive content chunks; chunks of one socket read count as one. */
  readonly chunkGaps: readonly Milliseconds[];
  /** What came, even when it is not whole. Structured output is JSON text. */
  readonly answer: string;
  readonly stopReason?: string;
  /** What the stop reason says; absent where the service gives none. */
  readonly finish?: Finish;
  /** It is `ok` and has no content of any kind. */
  readonly empty?: true;
  /** Parts of the content that were of no kind we read. */
  readonly unread?: number;
  /** Tool calls the answer makes; absent for none. */
  readonly toolCalls?: number;
  readonly tokens: Tokens;
  readonly streamed?: Streamed;
  readonly server?: ServerReport;
  /** What the answer rests on, or what was found for it, where the service tells. */
  readonly citations?: readonly Citation[];
  /** Of a route: the part whose answer it is, `cache` where it was no part's; parts of parts by dots. */
  readonly route?: string;
  /** Of a route: every request it made, in order, all of them billed. `tokens` are the answer's alone. */
  readonly legs?: readonly SubRequest[];
}
