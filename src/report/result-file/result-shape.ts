import { z } from 'zod';
import type { ErrorBar } from '../../runner/calibration/error-bar.ts';
import { PROTOCOLS } from '../../runner/calibration/protocol.ts';
import type { BillableEndpoint } from '../result/billable-endpoint.ts';
import type { DatasetResult, Environment, JudgeResult, RunResult } from '../result/result.ts';
import { client } from './client-shape.ts';
import type { OlderResult } from './older-bill.ts';
import { account } from './quality-shape.ts';
import { keptScenario } from './scenario-shape.ts';
import type { Members } from './shape-part.ts';
import { answerers, dollarsShape, texts, validity, verdict } from './shape-part.ts';
import { target } from './target-shape.ts';

const judge = z.looseObject({
  model: z.string(),
  standIn: z.boolean(),
  answerers: answerers.exactOptional(),
  judged: z.number(),
  account: account.exactOptional(),
  omitted: texts.exactOptional(),
  costUsd: dollarsShape,
  costAtLeastUsd: z.number().exactOptional(),
  costAtMostUsd: z.number().exactOptional(),
  missing: texts.exactOptional(),
} satisfies Members<JudgeResult>);

const rentedEndpoint = z.looseObject({
  endpoint: z.string(),
  machines: z.array(z.looseObject({ type: z.string(), count: z.number() })).exactOptional(),
  perHour: dollarsShape,
  idle: z.boolean().exactOptional(),
  unseen: z.string().exactOptional(),
  unseenRemedy: z.string().exactOptional(),
} satisfies Members<BillableEndpoint>);

const dataset = z.looseObject({
  file: z.string(),
  sha256: z.string(),
  rows: z.number(),
  skippedRows: z.number(),
  notes: z
    .array(
      z.discriminatedUnion('level', [
        z.looseObject({ message: z.string(), level: z.literal('ok') }),
        z.looseObject({ message: z.string(), level: z.literal('warning'), remedy: z.string() }),
      ]),
    )
    .exactOptional(),
} satisfies Members<DatasetResult>);

const reach = z.looseObject({ p50: z.number(), p99: z.number() });

const errorBar = z.looseObject({
  protocol: z.enum(PROTOCOLS),
  calibratedAt: z.string(),
  streams: z.number(),
  tokensPerSecond: z.number(),
  elu: z.number(),
  validity,
  runElu: z.number(),
  ttftMs: reach.exactOptional(),
  chunkGapMs: reach.exactOptional(),
  latencyMs: reach.exactOptional(),
} satisfies Members<ErrorBar>);

const environment = z.looseObject({
  proofload: z.string(),
  node: z.string(),
  sdk: z.record(z.string(), z.string()),
  platform: z.string(),
  cpus: z.number(),
  workers: z.number().exactOptional(),
  seed: z.number(),
  calibration: z.array(errorBar).exactOptional(),
} satisfies Members<Environment>);

/** Schema of a time in ISO 8601, as toISOString writes it, or as Date parses it. */
const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'Invalid input: expected an ISO 8601 time');

/** Schema of a whole result: every member that a report reads. Unknown members are kept. */
export const resultShape: z.ZodType<OlderResult> = z.looseObject({
  schema: z.literal('proofload.result/1'),
  id: z.string(),
  name: z.string(),
  description: z.string(),
  startedAt: time,
  durationMs: z.number(),
  endpoint: z.string(),
  emulated: z.boolean(),
  stopped: z.enum(['signal', 'budget', 'threshold', 'lost']).exactOptional(),
  verdict,
  headline: z.string(),
  reasons: texts,
  chosen: z.string().exactOptional(),
  validity,
  validityReasons: texts,
  client: client.exactOptional(),
  targets: z.array(target).min(1),
  demand: z.looseObject({ queriesPerDay: z.number(), profile: z.string() }).exactOptional(),
  budget: z.looseObject({
    run: z.number().exactOptional(),
    month: z.number().exactOptional(),
  } satisfies Members<RunResult['budget']>),
  judge: judge.exactOptional(),
  spent: dollarsShape,
  spentAtLeast: z.number().exactOptional(),
  spentAtMost: z.number().exactOptional(),
  rented: z.array(rentedEndpoint).exactOptional(),
  dataset,
  environment,
  flags: texts.exactOptional(),
  scenario: keptScenario,
} satisfies Members<OlderResult>);
