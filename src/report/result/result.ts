import type { Bill } from '../../cost/bill.ts';
import type { JudgeAccount } from '../../judge/account.ts';
import type { QualityResult } from '../../judge/quality.ts';
import type { Summary } from '../../metrics/aggregates/summary.ts';
import type { AnswerKinds } from '../../metrics/diagnostics/answer-tally.ts';
import type { ColdStart } from '../../metrics/diagnostics/cold-start.ts';
import type { OpenCounts } from '../../metrics/diagnostics/count-tally.ts';
import type { LeakSearch } from '../../metrics/diagnostics/leak-tally.ts';
import type { Retries } from '../../metrics/diagnostics/retry-tally.ts';
import type { SteadyState } from '../../metrics/diagnostics/steady-state.ts';
import type { Streaming } from '../../metrics/diagnostics/streaming.ts';
import type { Bucket } from '../../metrics/series.ts';
import type { ErrorBar } from '../../runner/calibration/error-bar.ts';
import type { Outcome } from '../../sample/outcome.ts';
import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';
import type { TransportKind } from '../../scenario/target/transport-kind.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ClientHealth } from '../../verdict/client-health.ts';
import type { ThresholdResult } from '../../verdict/threshold-result.ts';
import type { Validity, Verdict } from '../../verdict/verdict.ts';
import type { BillableEndpoint } from './billable-endpoint.ts';
import type { ServingEndpoint } from './endpoint-words.ts';

/** Durable summary of a run, from which all reports are made. */
export interface RunResult {
  readonly schema: 'proofload.result/1';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Start time, ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly durationMs: Milliseconds;
  /**
   * Endpoint of the run: `emulator`, `live`, `mixed`, or the URL that replaced all endpoints. Each
   * target has its own in `answerers`.
   */
  readonly endpoint: string;
  /** Whether an emulator served any target. Every report then says so at the top. */
  readonly emulated: boolean;
  /** Why the run or its judging ended early; absent if it did not. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';

  readonly verdict: Verdict;
  /** The verdict as one sentence. */
  readonly headline: string;
  /** Reasons for the headline, a sentence each. */
  readonly reasons: readonly string[];
  /** Target that `choose: cheapest` selected. */
  readonly chosen?: string;
  readonly validity: Validity;
  readonly validityReasons: readonly string[];
  /** Health of the load generator, on which the validity is based. */
  readonly client?: ClientHealth;

  readonly targets: readonly TargetResult[];
  readonly demand?: { readonly queriesPerDay: number; readonly profile: string };
  readonly budget: { readonly run?: number; readonly month?: number };
  readonly judge?: JudgeResult;
  /**
   * Cost of the whole run, US dollars, rented hardware and judge included; `unknown` if any part
   * is.
   */
  readonly spent: number | 'unknown';
  /** Known part of `spent`, where it is unknown. */
  readonly spentAtLeast?: number;
  /**
   * Upper bound of `spent`, if there is a spend cap and the bound is above `spent`: a request of
   * unknown cost counts with its maximum.
   */
  readonly spentAtMost?: number;
  /** SageMaker endpoints that are still billed; absent for none. */
  readonly rented?: readonly BillableEndpoint[];
  readonly dataset: DatasetResult;
  readonly environment: Environment;
  /** Command-line arguments beside scenario and seed; absent in older results. */
  readonly flags?: readonly string[];
  /** The resolved scenario, without secrets. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

export interface TargetResult {
  readonly name: string;
  readonly kind: string;
  /** Model, endpoint or URL of the target. */
  readonly model: string;
  /** Endpoints that served it; for a route, those of its parts. Absent in older results. */
  readonly answerers?: readonly ServingEndpoint[];
  /** Transports of its requests; for a route, those of its parts. Absent in older results. */
  readonly transports?: readonly TransportKind[];
  /**
   * How its AWS SDK clients sent their requests. Absent if it has none, with `decode: sdk`, without
   * an answer, and in older results.
   */
  readonly sdkFastPaths?: readonly SdkFastPath[];
  readonly verdict: Verdict;
  readonly thresholds: readonly ThresholdResult[];
  /** Summaries by metric name: latency, ttft, throttled, failed, input_tokens … */
  readonly metrics: Readonly<Record<string, Summary>>;
  /** Whether latencies were stationary over the run, and their autocorrelation. */
  readonly steadiness?: SteadyState;
  /** How its streams arrived; absent if no stream was requested or all were too short to say. */
  readonly streaming?: Streaming;
  /** Gaps in its token counts; absent for none. */
  readonly openCounts?: OpenCounts;
  /** Incomplete answers by kind; absent for none. */
  readonly answers?: AnswerKinds;
  /**
   * Time until its first successful answer; absent if the first request succeeded, or no request
   * waited.
   */
  readonly coldStart?: ColdStart;
  /** What retries added; absent for no retries. */
  readonly retries?: Retries;
  readonly cost: Bill;
  readonly quality: QualityResult;
  /** Result of the search for tenants' canaries; absent if the dataset has none. */
  readonly leakSearch?: LeakSearch;
  /** Number of arrivals by outcome; the sum is all arrivals of the measured phase. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly errors: readonly ErrorGroup[];
  /** Time series of the run. */
  readonly series: readonly Bucket[];
  /** Percentile curves for charts: percent (0 to 100) and milliseconds. */
  readonly curves: Readonly<Partial<Record<'latency' | 'ttft', readonly CurvePoint[]>>>;
  readonly slowest: readonly SampleExtract[];
  readonly worst: readonly JudgedExtract[];
}

export interface CurvePoint {
  readonly percentile: number;
  readonly value: number;
}

/** All failures of one name, with their remedy. */
export interface ErrorGroup {
  readonly outcome: Outcome;
  readonly name: string;
  readonly message: string;
  readonly count: number;
  /** First occurrence, milliseconds since the start of the run. */
  readonly firstAt: Milliseconds;
  readonly remedy: string;
}

export interface SampleExtract {
  readonly queryId: string;
  readonly tenant?: string;
  readonly due: Milliseconds;
  readonly latency: Milliseconds;
  readonly ttft?: Milliseconds;
  readonly outputTokens?: number;
  readonly outcome: Outcome;
}

/** An answer with its scores, so that readers can check the judge. */
export interface JudgedExtract {
  readonly queryId: string;
  readonly tenant?: string;
  readonly question: string;
  readonly answer: string;
  readonly reference?: string;
  readonly scores: readonly {
    readonly criterion: string;
    readonly value: number;
    readonly reason: string;
  }[];
}

export interface JudgeResult {
  readonly model: string;
  /** True for the emulator's judge, which compares words and is not a language model. */
  readonly standIn: boolean;
  /** Endpoints that served it. Absent in older results. */
  readonly answerers?: readonly ServingEndpoint[];
  /** Number of answers drawn for it, of all targets. */
  readonly judged: number;
  /** What happened to these answers; absent in older results. */
  readonly account?: JudgeAccount;
  /** Parameters that it refused and that were left out of its requests. */
  readonly omitted?: readonly string[];
  readonly costUsd: number | 'unknown';
  /** Known part of `costUsd`, where it is unknown. */
  readonly costAtLeastUsd?: number;
  /** Upper bound of `costUsd`, if there is a spend cap and the bound is above `costUsd`. */
  readonly costAtMostUsd?: number;
  /** Why `costUsd` is unknown, a sentence each. */
  readonly missing?: readonly string[];
}

export interface DatasetResult {
  readonly file: string;
  readonly sha256: string;
  readonly rows: number;
  readonly skippedRows: number;
  /** How rows were read, and doubts about them; absent for none. */
  readonly notes?: readonly DatasetNote[];
}

type DatasetNote = { readonly message: string } & (
  { readonly level: 'ok' } | { readonly level: 'warning'; readonly remedy: string }
);

/** Environment of the run, to decide whether two runs are comparable. */
export interface Environment {
  readonly proofload: string;
  readonly node: string;
  readonly sdk: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly cpus: number;
  /** Number of load-generating processes; absent for one. */
  readonly workers?: number;
  readonly seed: number;
  /**
   * Time that the client adds, for each protocol of the run that was calibrated on this machine.
   */
  readonly calibration?: readonly ErrorBar[];
}
