import { z } from 'zod';
import { datasetSchema } from './dataset/dataset-schema.ts';
import { demandSchema } from './demand-schema.ts';
import { emulatorSchema } from './emulator/emulator-schema.ts';
import { judgeSchema } from './judge/judge-schema.ts';
import { loadSchema, stageSchema } from './load/load-schema.ts';
import { promptSchema } from './prompt-schema.ts';
import { retrySchema } from './retry-policy.ts';
import { count, dollars, duration, positive, strictObject, textMap } from './schema/fields.ts';
import { fixedCosts, priceRowSchema } from './schema/price-row.ts';
import { targetSchema } from './target/target-schema.ts';
import { thresholdsSchema } from './threshold-spec.ts';

const memberName = z
  .string()
  .regex(/^[\w-]+$/, 'A name is letters, digits, dashes and underscores.');

const ENDPOINT =
  'Where requests go. `emulator`: to the embedded emulator; `live` (or `aws`): to each service’s own address; the URL of an origin: all to that origin. Default: to the emulator for AWS’s hosts and example hosts, else to the URL itself.';

/**
 * Schema of a scenario file. Parses durations to milliseconds, demand to queries per day and names
 * of criteria to criteria.
 */
export const scenarioSchema = strictObject({
  $schema: z
    .string()
    .exactOptional()
    .describe('URL or path of this JSON Schema, for editors. Default: none.'),
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'A name is letters, digits, dots, dashes and underscores.')
    .exactOptional()
    .describe('Name of the scenario in reports. Default: the file’s name.'),
  description: z.string().default('').describe('What the scenario is for, in the report.'),
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
    .exactOptional()
    .describe(ENDPOINT),
  region: z.string().default('us-east-1').describe('AWS region of targets without one.'),
  ca: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'PEM file, relative to the scenario’s, with certificate authorities to trust in addition to Node’s own. Default: none.',
    ),
  target: targetSchema
    .exactOptional()
    .describe('The only target, named `target`. Default: `targets` has them.'),
  targets: z
    .record(memberName, targetSchema)
    .exactOptional()
    .describe('Several targets by name. Default: `target` is the only one.'),
  scenarios: z
    .record(memberName, loadSchema)
    .exactOptional()
    .describe(
      'k6’s `scenarios`: named loads, each on one target. Default: the load of `vus`, `iterations`, `duration` or `stages`.',
    ),
  vus: positive
    .exactOptional()
    .describe('k6’s shortcut: number of virtual users where `scenarios` is absent. Default: 1.'),
  iterations: positive
    .exactOptional()
    .describe('k6’s shortcut: number of requests, shared by the virtual users. Default: `vus`.'),
  duration: duration
    .exactOptional()
    .describe(
      'k6’s shortcut: time during which the virtual users start requests. Default: `iterations` end the load.',
    ),
  stages: z
    .array(stageSchema)
    .exactOptional()
    .describe('k6’s shortcut: ramps of virtual users, one after the other. Default: none.'),
  dataset: z
    .union([z.string().transform((file) => datasetSchema.parse({ file })), datasetSchema])
    .describe('Where questions come from: a file relative to the scenario’s, or more about it.'),
  prompt: promptSchema.prefault({}).describe('How a dataset’s row becomes a request to a model.'),
  thresholds: z
    .record(z.string(), thresholdsSchema)
    .default({})
    .describe('k6’s `thresholds`: assertions by metric and selector: latency{target:haiku}.'),
  choose: z
    .enum(['every', 'cheapest'])
    .default('every')
    .describe(
      '`every`: each target must pass. `cheapest`: at least one must pass; the report names the cheapest of these.',
    ),
  judge: judgeSchema
    .exactOptional()
    .describe(
      'Scoring of answers: how many, on which criteria, and by which model. Default: none are scored.',
    ),
  demand: demandSchema
    .exactOptional()
    .describe('Traffic for plans and bills: 50000/day, or with a day profile. Default: none.'),
  prices: z
    .array(priceRowSchema)
    .default([])
    .describe('Rows that add to the built-in price book or replace its rows.'),
  fixedCosts: fixedCosts.describe('Monthly costs of every target that do not depend on traffic.'),
  burndown: z
    .record(z.string(), z.number().min(1))
    .default({})
    .describe(
      'Bedrock’s burndown rate by model id (quota tokens per output token), where AWS does not document it.',
    ),
  budget: strictObject({
    run: dollars
      .exactOptional()
      .describe(
        'Spend cap of the run, US dollars; at it the run stops (exit code 96). Default: no limit.',
      ),
    month: dollars
      .exactOptional()
      .describe('Threshold for the monthly bill at the demand, US dollars. Default: no limit.'),
  })
    .default({})
    .describe('Limits of cost.'),
  retry: retrySchema.prefault({}).describe('When a failed request is retried.'),
  warmup: strictObject({
    iterations: count
      .default(0)
      .describe('Number of requests to each target before its loads, which are in no metric.'),
    untilReady: duration
      .exactOptional()
      .describe(
        'Maximum time of requests to each target until its first answer; the wait is its cold start. Default: no such requests.',
      ),
  })
    .prefault({})
    .describe('Requests to each target before its loads start.'),
  cache: z
    .enum(['natural', 'bust', 'warmed'])
    .default('natural')
    .describe(
      'Effect of prompt caches: `natural` sends prompts unchanged, `bust` begins each request with unique text, `warmed` sends each prompt once before the load.',
    ),
  seed: z.int().default(1).describe('Seed of all random numbers of the run, a whole number.'),
  tags: textMap.default({}).describe('Tags of every sample of the run.'),
  emulator: emulatorSchema
    .prefault({})
    .describe('Settings of the embedded emulator; ignored on AWS.'),
});

export type ParsedScenario = z.output<typeof scenarioSchema>;
