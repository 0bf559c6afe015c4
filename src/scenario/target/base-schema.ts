import { z } from 'zod';
import {
  dollars,
  duration,
  jsonObject,
  positive,
  strictObject,
  textMap,
} from '../schema/fields.ts';
import { fixedCosts } from '../schema/price-row.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

/** Settings of all targets, routes included. */
export const common = {
  timeout: duration
    .default(60_000)
    .describe('Time after which one attempt is aborted, with the outcome `timeout`.'),
  perRequest: dollars
    .default(0)
    .describe('US dollars for each request beside its tokens: API Gateway, Lambda.'),
  fixedCosts: fixedCosts.describe('Monthly costs of this target that do not depend on traffic.'),
};

const instances = strictObject({
  type: z.string().describe('Instance type, as the report names it: ml.g5.xlarge.'),
  count: positive.describe('Number of instances.'),
  perHour: dollars.describe('US dollars per hour of one instance.'),
});

/** Rented hardware: number of instances and US dollars per instance-hour, paid around the clock. */
export type Instances = ReadonlyOutput<typeof instances>;

const requestShape = {
  request: jsonObject
    .exactOptional()
    .describe(
      'A JSON Merge Patch (RFC 7396) of the request body: objects merge, null removes a member, anything else replaces. Values are sent unchanged, except that strings are templates where the body is one. Default: none.',
    ),
  query: textMap
    .exactOptional()
    .describe(
      'Parameters added to the query of the URL; those of `url` itself stay. Default: none.',
    ),
};

const HEADERS = 'HTTP headers added to each request, and signed if it is signed.';
export const headers = textMap.default({}).describe(HEADERS);
export const optionalHeaders = textMap.exactOptional().describe(`${HEADERS} Default: none.`);

const own = {
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, { error: 'region is the name of an AWS region: eu-west-1.' })
    .exactOptional()
    .describe(
      'AWS region of this target’s requests, signatures and prices. Default: the scenario’s region.',
    ),
  price: z
    .string()
    .exactOptional()
    .describe(
      'Id of the price row for its tokens. Default: the row of its `model`; with `instances` none, because its tokens are paid by the hour.',
    ),
  instances: instances
    .exactOptional()
    .describe('Rented hardware, paid around the clock. Default: none.'),
};

/** Settings of targets whose requests proofload does not build. */
export const ownBase = { ...common, ...own };

/** Settings of all targets that send requests to a service. */
export const base = { ...common, ...requestShape, ...own };

export const stream = z.boolean().default(true).describe('Whether the answer is streamed.');

const shapeSchema = strictObject({ ...requestShape, headers: optionalHeaders });

/** Changes that a target makes to each request: body, query and headers. */
export type RequestShape = ReadonlyOutput<typeof shapeSchema>;

const baseSchema = strictObject({ ...common, ...own });

export interface TargetBase extends ReadonlyOutput<typeof baseSchema> {
  readonly name: string;
}
