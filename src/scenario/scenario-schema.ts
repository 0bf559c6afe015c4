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
  'Who answers. `emulator`: the embedded emulator stands in for every service; `live` (or `aws`): each service is asked at its own address; the URL of one origin: that stands in for every service. Default: the emulator stands in for AWS’s hosts and for example hosts, and any other URL is asked itself.';

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
  region: z.string().default('us-east-1').describe('AWS region of targets that name none.'),
  ca: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'PEM file, relative to the scenario’s, of authorities whose certificates are trusted beside Node’s own. Default: none.',
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
    .describe(
      'k6’s `thresholds`: what counts as passing, by metric with its selector: latency{target:haiku}.',
    ),
  choose: z
    .enum(['every', 'cheapest'])
    .default('every')
    .describe(
      '`every`: each target must pass. `cheapest`: one must, and the cheapest that does is named.',
    ),
  judge: judgeSchema
    .exactOptional()
    .describe(
      'Which answers are scored, by what criteria, and by which model. Default: none are scored.',
    ),
  demand: demandSchema
    .exactOptional()
    .describe(
      'Traffic to plan and bill for: 50000/day, or with the shape of its day. Default: none.',
    ),
  prices: z
    .array(priceRowSchema)
    .default([])
    .describe('Rows that add to the built-in price book or replace its rows.'),
  fixedCosts: fixedCosts.describe(
    'Costs by the month, whatever the traffic, that every target pays.',
  ),
  burndown: z
    .record(z.string(), z.number().min(1))
    .default({})
    .describe(
      'Quota tokens that one output token uses up on Bedrock, by model id, where its documents do not say.',
    ),
  budget: strictObject({
    run: dollars
      .exactOptional()
      .describe(
        'US dollars: the run stops (exit code 96) before it spends more. Default: no limit.',
      ),
    month: dollars
      .exactOptional()
      .describe(
        'US dollars: the monthly bill at the demand that counts as affordable. Default: no limit.',
      ),
  })
    .default({})
    .describe('Limits of cost.'),
  retry: retrySchema.prefault({}).describe('When a failed attempt is tried again.'),
  warmup: strictObject({
    iterations: count
      .default(0)
      .describe('Number of requests to each target before its loads, which enter no metric.'),
    untilReady: duration
      .exactOptional()
      .describe(
        'Longest time for which each target is asked until it first answers; the wait is its cold start. Default: it is not asked.',
      ),
  })
    .prefault({})
    .describe('Requests to each target before its loads start.'),
  cache: z
    .enum(['natural', 'bust', 'warmed'])
    .default('natural')
    .describe(
      'What prompt caches may know of the prompts: `natural` sends them as they are, `bust` begins each request like no other, `warmed` asks each prompt once before the load.',
    ),
  seed: z
    .int()
    .default(1)
    .describe('Whole number that every random choice of the run follows from.'),
  tags: textMap.default({}).describe('Tags of every sample of the run.'),
  emulator: emulatorSchema
    .prefault({})
    .describe('How the embedded emulator behaves; it means nothing on AWS.'),
});

export type ParsedScenario = z.output<typeof scenarioSchema>;
