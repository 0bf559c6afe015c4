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

/** A RunResult is the durable summary of a run; every report is made from it alone. */
export interface RunResult {
  readonly schema: 'proofload.result/1';
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: Milliseconds;
  /**
   * How the targets were asked: `emulator`, `live`, `mixed`, or the URL of an origin that stood in for
   * all. Who answered each is in its `answerers`.
   */
  readonly endpoint: string;
  /** Whether an emulator answered any target. Every report of such a run says so at the top. */
  readonly emulated: boolean;
  /** Why the run ended before its schedule, or its judging, did. */
  readonly stopped?: 'signal' | 'budget' | 'threshold' | 'lost';

  readonly verdict: Verdict;
  /** The verdict as one sentence, made by tested rules from the numbers below. */
  readonly headline: string;
  /** What stands behind the headline, a sentence each. */
  readonly reasons: readonly string[];
  /** The target that `choose: cheapest` named. */
  readonly chosen?: string;
  readonly validity: Validity;
  readonly validityReasons: readonly string[];
  /** How the load generator fared: what the validity was decided from. */
  readonly client?: ClientHealth;

  readonly targets: readonly TargetResult[];
  readonly demand?: { readonly queriesPerDay: number; readonly profile: string };
  readonly budget: { readonly run?: number; readonly month?: number };
  readonly judge?: JudgeResult;
  /** US dollars of the whole run, rented machines and judge included; `unknown` when any part is. */
  readonly spent: number | 'unknown';
  /** What of `spent` is known, where it is unknown. */
  readonly spentAtLeast?: number;
  /**
   * What `spent` may be at most, where a spend cap was kept and that is more: a request whose cost is
   * unknown counts as the most it may have cost.
   */
  readonly spentAtMost?: number;
  /** SageMaker endpoints that go on costing; absent where there is none. */
  readonly rented?: readonly BillableEndpoint[];
  readonly dataset: DatasetResult;
  readonly environment: Environment;
  /** What it was called with beside scenario and seed, word by word; absent in results of before it was kept. */
  readonly flags?: readonly string[];
  /** The scenario as resolved, without secrets. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

export interface TargetResult {
  readonly name: string;
  readonly kind: string;
  /** The model, endpoint or URL it asks. */
  readonly model: string;
  /** Who answered it, and where; a route's, part by part. Absent in results of before it was kept. */
  readonly answerers?: readonly ServingEndpoint[];
  /** How its requests travelled; those of a route's parts. Absent in results of before it was kept. */
  readonly transports?: readonly TransportKind[];
  /**
   * How its AWS SDK clients made their requests. Absent where it has none, `decode: sdk` was chosen or
   * nothing was answered, and in results of before it was kept.
   */
  readonly sdkFastPaths?: readonly SdkFastPath[];
  readonly verdict: Verdict;
  readonly thresholds: readonly ThresholdResult[];
  /** By metric name: latency, ttft, throttled, failed, input_tokens … */
  readonly metrics: Readonly<Record<string, Summary>>;
  /** How far its latencies were alike from start to end, and independent of each other. */
  readonly steadiness?: SteadyState;
  /** What its streams turned out to be; absent where none was asked for or long enough to tell. */
  readonly streaming?: Streaming;
  /** What its token counts leave open; absent where they add up and tell how fast it streamed. */
  readonly openCounts?: OpenCounts;
  /** Its answers that are no whole text, by kind; absent where every one was. */
  readonly answers?: AnswerKinds;
  /** How long it took to serve anybody; absent where its first request was answered, or nobody waited. */
  readonly coldStart?: ColdStart;
  /** What trying again added; absent where nothing was retried. */
  readonly retries?: Retries;
  readonly cost: Bill;
  readonly quality: QualityResult;
  /** How far tenants' canaries were looked for; absent where the dataset has none. */
  readonly leakSearch?: LeakSearch;
  /** Arrivals by how they ended; they add up to all arrivals of the measured phase. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly errors: readonly ErrorGroup[];
  /** The run over time. */
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

/** An ErrorGroup is all failures of one name, with what to do about them. */
export interface ErrorGroup {
  readonly outcome: Outcome;
  readonly name: string;
  readonly message: string;
  readonly count: number;
  /** When it was first seen, from the run's start. */
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

/** A JudgedExtract is an answer with its scores, for people to check the judge by. */
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
  /** True for the emulator's stand-in, which compares words and is no language model. */
  readonly standIn: boolean;
  /** Who answered it, and where. Absent in results of before it was kept. */
  readonly answerers?: readonly ServingEndpoint[];
  /** Answers drawn for it, of all targets. */
  readonly judged: number;
  /** What became of them; absent in results of before it was kept. */
  readonly account?: JudgeAccount;
  /** Parameters it refused by name, and was asked without. */
  readonly omitted?: readonly string[];
  readonly costUsd: number | 'unknown';
  /** What of `costUsd` is known, where it is unknown. */
  readonly costAtLeastUsd?: number;
  /** What it may be at most, where a spend cap was kept and that is more. */
  readonly costAtMostUsd?: number;
  /** Why `costUsd` is unknown, a sentence each. */
  readonly missing?: readonly string[];
}

export interface DatasetResult {
  readonly file: string;
  readonly sha256: string;
  readonly rows: number;
  readonly skippedRows: number;
  /** How rows were read, and what in them is doubtful; absent where they are as they should be. */
  readonly notes?: readonly DatasetNote[];
}

type DatasetNote = { readonly message: string } & (
  { readonly level: 'ok' } | { readonly level: 'warning'; readonly remedy: string }
);

/** What the run ran on: enough to tell whether two runs may be compared. */
export interface Environment {
  readonly proofload: string;
  readonly node: string;
  readonly sdk: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly cpus: number;
  /** How many processes put the load on; absent when one did. */
  readonly workers?: number;
  readonly seed: number;
  /** What the client adds to its times, for each protocol of the run that was ever calibrated here. */
  readonly calibration?: readonly ErrorBar[];
}
