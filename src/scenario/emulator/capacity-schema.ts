import { z } from 'zod';
import { count, duration, positive, strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

const scaling = strictObject({
  min: count.describe(
    'Fewest instances. At 0 an idle endpoint refuses requests until the first instance has started.',
  ),
  max: positive.describe('Most instances.'),
  target: positive.describe('Requests in flight that each instance is to have.'),
  startTime: duration
    .default(300_000)
    .describe('Time from the need of an instance to its first request: alarm, machine, model.'),
  idleTime: duration
    .default(600_000)
    .describe('Time for which an instance is not needed before it goes.'),
}).refine(({ min, max }) => min <= max, { error: 'instances.min is above instances.max.' });

const gateway = strictObject({
  rate: z
    .number()
    .positive()
    .exactOptional()
    .describe('Requests a second. Default: 10000, the limit of an AWS account.'),
  burst: positive
    .exactOptional()
    .describe(
      'Requests at one instant. Default: 5000, the limit of an AWS account, or `rate` where that is lower.',
    ),
  quota: strictObject({
    requests: positive.describe('Number of requests in each period.'),
    per: z.enum(['day', 'week', 'month']).describe('Period of the quota.'),
  })
    .exactOptional()
    .describe('Quota of the usage plan. Default: none.'),
});

/** Schema of the capacity of one model, endpoint or path. */
export const capacitySchema = strictObject({
  instances: z
    .union([positive, scaling])
    .exactOptional()
    .describe(
      'Instances behind an endpoint: always so many, or what scales between two. Default: 1.',
    ),
  routing: z
    .enum(['random', 'least-outstanding'])
    .exactOptional()
    .describe('Who gets a request (SageMaker’s RoutingStrategy). Default: random.'),
  perInstance: positive
    .exactOptional()
    .describe(
      'Most requests one instance holds, waiting ones included; its container refuses more. Default: no limit.',
    ),
  prefixCache: positive
    .exactOptional()
    .describe('Tokens of prompts that one instance’s prefix cache holds. Default: no cache.'),
  concurrency: positive
    .exactOptional()
    .describe(
      'Most requests that the function behind a deployed API serves at once. Default: 1000, Lambda’s own.',
    ),
  gateway: gateway
    .exactOptional()
    .describe(
      'What the gateway before a deployed API lets through. Default: the limits of an AWS account.',
    ),
  timeout: duration
    .exactOptional()
    .describe(
      'Time after which an answer that does not stream is given up. Default: 29s by a gateway, 60s by SageMaker.',
    ),
});

/** Capacity of one emulated server; absent settings have the service's default. */
export type CapacitySettings = ReadonlyOutput<typeof capacitySchema>;

/** Autoscaling that keeps `target` requests in flight per instance. */
export type ScalingSettings = ReadonlyOutput<typeof scaling>;

/** Throttling and usage plan of API Gateway. */
export type GatewaySettings = ReadonlyOutput<typeof gateway>;
