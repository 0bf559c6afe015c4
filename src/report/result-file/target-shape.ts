import { z } from 'zod';
import { UNITS } from '../../metrics/catalogue/format-quantity.ts';
import type { AnswerKinds, UnknownEnd } from '../../metrics/diagnostics/answer-tally.ts';
import type { OpenCounts } from '../../metrics/diagnostics/count-tally.ts';
import type { LeakSearch } from '../../metrics/diagnostics/leak-tally.ts';
import type { Retries } from '../../metrics/diagnostics/retry-tally.ts';
import type { SteadyState } from '../../metrics/diagnostics/steady-state.ts';
import type { Bucket } from '../../metrics/series.ts';
import { OUTCOMES } from '../../sample/outcome.ts';
import type { Tokens } from '../../sample/sample.ts';
import type { SdkFastPath } from '../../sample/sdk-fast-path.ts';
import { TRANSPORT_KINDS } from '../../scenario/target/transport-kind.ts';
import { OPERATORS } from '../../verdict/operator.ts';
import { AGGREGATES } from '../../verdict/threshold.ts';
import type { ErrorGroup, JudgedExtract, SampleExtract } from '../result/result.ts';
import { bill } from './bill-shape.ts';
import type { OlderTarget } from './older-bill.ts';
import type { OlderThreshold } from './older-thresholds.ts';
import { qualityShape } from './quality-shape.ts';
import type { Members } from './shape-part.ts';
import { answerers, interval, verdict } from './shape-part.ts';
import { summary } from './summary-shape.ts';

const outcome = z.enum(OUTCOMES);

const threshold = z.looseObject({
  metric: z.string(),
  expression: z.string(),
  target: z.string(),
  verdict,
  observed: z.number().exactOptional(),
  unknown: z.literal(true).exactOptional(),
  atLeast: z.literal(true).exactOptional(),
  selector: z
    .looseObject({ metric: z.string(), tags: z.record(z.string(), z.string()) })
    .exactOptional(),
  aggregate: z.enum(AGGREGATES).exactOptional(),
  percentile: z.number().exactOptional(),
  operator: z.enum(OPERATORS).exactOptional(),
  unit: z.enum(UNITS).exactOptional(),
  origin: z.literal('budget.month').exactOptional(),
  bound: z.number(),
  interval: interval.exactOptional(),
  bounds: interval.exactOptional(),
  n: z.number(),
  why: z.string(),
} satisfies Members<OlderThreshold>);

const steadiness = z.looseObject({
  autocorrelation: z.number().exactOptional(),
  batches: z.number().exactOptional(),
  effective: z.number().exactOptional(),
  tied: z.boolean(),
  beginning: z
    .looseObject({
      until: z.number(),
      answers: z.number(),
      mean: z.number(),
      restMean: z.number(),
      settled: z.boolean(),
    })
    .exactOptional(),
} satisfies Members<SteadyState>);

const streaming = z.looseObject({
  kind: z.enum(['true', 'batched', 'fake']),
  judged: z.number(),
  batched: z.number(),
  fake: z.number(),
});

const tokens = z.looseObject({
  input: z.number().exactOptional(),
  output: z.number().exactOptional(),
  cacheRead: z.number().exactOptional(),
  cacheWrite: z.number().exactOptional(),
  cacheWriteLong: z.number().exactOptional(),
  reasoning: z.number().exactOptional(),
  disputedTotal: z.number().exactOptional(),
  source: z.enum(['reported', 'counted', 'estimated', 'unknown']),
} satisfies Members<Tokens>);

const openCounts = z.looseObject({
  counted: z.number(),
  disputed: z.number(),
  example: tokens.exactOptional(),
  streamed: z.number(),
  paceless: z.number(),
} satisfies Members<OpenCounts>);

const answerKinds = z.looseObject({
  answers: z.number(),
  empty: z.number(),
  emptyCounted: z.number(),
  cut: z.number(),
  withheld: z.number(),
  unread: z.number(),
  unknownEnds: z.array(
    z.looseObject({
      reason: z.string().exactOptional(),
      count: z.number(),
    } satisfies Members<UnknownEnd>),
  ),
} satisfies Members<AnswerKinds>);

const retries = z.looseObject({
  arrivals: z.number(),
  retried: z.number(),
  rescued: z.number(),
  amplification: z.looseObject({
    requests: z.number(),
    time: z.number(),
    tokens: z.number().exactOptional(),
    cost: z.number().exactOptional(),
  } satisfies Members<Retries['amplification']>),
} satisfies Members<Retries>);

const leakSearch = z.looseObject({
  canaries: z.number(),
  tenants: z.number(),
  searched: z.number(),
  leaks: z.number(),
  ownersAnswers: z.number(),
  ownersShown: z.number(),
} satisfies Members<LeakSearch>);

const bucket = z.looseObject({
  start: z.number(),
  length: z.number(),
  ok: z.number(),
  throttled: z.number(),
  failed: z.number(),
  p50: z.number().exactOptional(),
  p95: z.number().exactOptional(),
} satisfies Members<Bucket>);

const errorGroup = z.looseObject({
  outcome,
  name: z.string(),
  message: z.string(),
  count: z.number(),
  firstAt: z.number(),
  remedy: z.string(),
} satisfies Members<ErrorGroup>);

const sampleExtract = z.looseObject({
  queryId: z.string(),
  tenant: z.string().exactOptional(),
  due: z.number(),
  latency: z.number(),
  ttft: z.number().exactOptional(),
  outputTokens: z.number().exactOptional(),
  outcome,
} satisfies Members<SampleExtract>);

const judgedExtract = z.looseObject({
  queryId: z.string(),
  tenant: z.string().exactOptional(),
  question: z.string(),
  answer: z.string(),
  reference: z.string().exactOptional(),
  scores: z.array(z.looseObject({ criterion: z.string(), value: z.number(), reason: z.string() })),
} satisfies Members<JudgedExtract>);

const sdkFastPath = z.looseObject({
  client: z.string(),
  fallback: z
    .looseObject({
      reason: z.enum(['auth', 'version', 'shape', 'different']),
      detail: z.string(),
    })
    .exactOptional(),
} satisfies Members<SdkFastPath>);

export const target = z.looseObject({
  name: z.string(),
  kind: z.string(),
  model: z.string(),
  answerers: answerers.exactOptional(),
  transports: z.array(z.enum(TRANSPORT_KINDS)).exactOptional(),
  sdkFastPaths: z.array(sdkFastPath).exactOptional(),
  verdict,
  thresholds: z.array(threshold),
  metrics: z.record(z.string(), summary),
  steadiness: steadiness.exactOptional(),
  streaming: streaming.exactOptional(),
  openCounts: openCounts.exactOptional(),
  answers: answerKinds.exactOptional(),
  coldStart: z
    .looseObject({ duration: z.number(), refused: z.number(), name: z.string() })
    .exactOptional(),
  retries: retries.exactOptional(),
  cost: bill,
  quality: qualityShape,
  leakSearch: leakSearch.exactOptional(),
  outcomes: z.partialRecord(outcome, z.number()),
  errors: z.array(errorGroup),
  series: z.array(bucket),
  curves: z.partialRecord(
    z.enum(['latency', 'ttft']),
    z.array(z.looseObject({ percentile: z.number(), value: z.number() })),
  ),
  slowest: z.array(sampleExtract),
  worst: z.array(judgedExtract),
} satisfies Members<OlderTarget>);
