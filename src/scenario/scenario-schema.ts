import { z } from 'zod';
import { nearest } from '../problem/nearest.ts';
import { Problem } from '../problem/problem.ts';
import { datasetSchema } from './dataset/dataset-schema.ts';
import { parseDemand } from './demand.ts';
import { capacitySchema } from './emulator/capacity-schema.ts';
import { faultSchema } from './emulator/fault-schema.ts';
import { guardrailSchema } from './emulator/guardrail-schema.ts';
import { iamPolicySchema } from './emulator/iam-policy.ts';
import { quotaSchema } from './emulator/quota-schema.ts';
import { CRITERIA } from './judge/criteria.ts';
import { loadSchema } from './load/load-schema.ts';
import { promptSchema } from './prompt-schema.ts';
import { CACHE_POLICIES } from './scenario.ts';
import { count, dollars, duration, positive, strictObject, texts } from './schema/fields.ts';
import { fixedCosts, priceRowSchema } from './schema/price-row.ts';
import { targetSchema } from './target/target-schema.ts';

const criterion = z.union([
  z.string().transform((name, context) => {
    const known = CRITERIA[name];
    if (known !== undefined) return known;
    const near = nearest(name, Object.keys(CRITERIA));
    context.addIssue({
      code: 'custom',
      message: `There is no built-in criterion "${name}". ${near === undefined ? `Built in are ${Object.keys(CRITERIA).join(', ')}.` : `Did you mean "${near}"?`}`,
    });
    return z.NEVER;
  }),
  strictObject({
    name: z.string().regex(/^[\w-]+$/),
    question: z.string(),
    levels: z.array(z.string()).min(2),
    needs: z.array(z.enum(['reference', 'context'])).default([]),
    pass: z.number().min(0).max(1),
    empty: z.union([z.literal('judge'), z.int().min(0)]).exactOptional(),
  }).refine(({ levels, empty = 0 }) => empty === 'judge' || empty < levels.length, {
    path: ['empty'],
    error: 'It is a level, 0 for the first, or "judge".',
  }),
]);

/** A number alone could be a day's or a second's. */
const unitless = ({ input }: { readonly input?: unknown }): string | undefined =>
  typeof input === 'number'
    ? `${input} has no unit. Write ${input}/day, or ${input}/s.`
    : undefined;

const queriesPerDay = z.string({ error: unitless }).transform((text, context) => {
  try {
    return parseDemand(text);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

const threshold = z.union([
  z.string(),
  strictObject({
    threshold: z.string(),
    abortOnFail: z.boolean().default(false),
    delayAbortEval: duration.default(0),
  }),
]);

const memberName = z
  .string()
  .regex(/^[\w-]+$/, 'A name is letters, digits, dashes and underscores.');

/** A scenario file's shape, read into milliseconds, queries a day and resolved criteria. */
export const scenarioSchema = strictObject({
  $schema: z.string().exactOptional(),
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'A name is letters, digits, dots, dashes and underscores.')
    .exactOptional(),
  description: z.string().default(''),
  endpoint: z
    .string()
    .refine(
      (where) =>
        ['emulator', 'live', 'aws'].includes(where) ||
        (/^https?:\/\/[^/]+\/?$/.test(where) && URL.canParse(where)),
      {
        error:
          'endpoint is "emulator", "live" (also written "aws") or the URL of one origin, such as http://127.0.0.1:4010.',
      },
    )
    .exactOptional(),
  region: z.string().default('us-east-1'),
  ca: z.string().min(1).exactOptional(),
  target: targetSchema.exactOptional(),
  targets: z.record(memberName, targetSchema).exactOptional(),
  scenarios: z.record(memberName, loadSchema).exactOptional(),
  vus: positive.exactOptional(),
  iterations: positive.exactOptional(),
  duration: duration.exactOptional(),
  stages: z.array(strictObject({ duration, target: count })).exactOptional(),
  dataset: z.union([z.string().transform((file) => datasetSchema.parse({ file })), datasetSchema]),
  prompt: promptSchema.prefault({}),
  thresholds: z.record(z.string(), z.array(threshold)).default({}),
  choose: z.enum(['every', 'cheapest']).default('every'),
  judge: strictObject({
    target: targetSchema,
    criteria: z.array(criterion).min(1),
    sample: positive.default(50),
    concurrency: positive.default(4),
  }).exactOptional(),
  demand: z
    .union([
      queriesPerDay.transform((perDay) => ({ queriesPerDay: perDay, profile: 'campus' })),
      strictObject({ queries: queriesPerDay, profile: z.string().default('campus') }).transform(
        ({ queries, profile }) => ({ queriesPerDay: queries, profile }),
      ),
    ])
    .exactOptional(),
  prices: z.array(priceRowSchema).default([]),
  fixedCosts,
  burndown: z.record(z.string(), z.number().min(1)).default({}),
  budget: strictObject({ run: dollars.exactOptional(), month: dollars.exactOptional() }).default(
    {},
  ),
  retry: strictObject({
    maxAttempts: positive.max(10).default(1),
    base: duration.default(1000),
    cap: duration.default(20_000),
    budget: z.number().nonnegative().exactOptional(),
  }).prefault({}),
  warmup: strictObject({
    iterations: count.default(0),
    untilReady: duration.exactOptional(),
  }).prefault({}),
  cache: z.enum(CACHE_POLICIES).default('natural'),
  seed: z.int().default(1),
  tags: texts.default({}),
  emulator: strictObject({
    profiles: z.record(z.string(), z.string()).default({}),
    quotas: z.record(z.string(), quotaSchema).default({}),
    faults: z.array(faultSchema).default([]),
    capacity: z.record(z.string(), capacitySchema).default({}),
    guardrails: z.record(z.string(), guardrailSchema).default({}),
    knowledgeBases: z
      .record(
        z.string(),
        strictObject({ folder: z.string().exactOptional(), dataset: z.string().exactOptional() }),
      )
      .default({}),
    buckets: z.record(z.string(), z.string()).default({}),
    iamPolicy: iamPolicySchema.exactOptional(),
  }).prefault({}),
});

export type ParsedScenario = z.output<typeof scenarioSchema>;
