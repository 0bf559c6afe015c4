import { z } from 'zod';
import { count, duration, positive, strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';

const scaling = strictObject({
  min: count.describe(
    'Minimum instances. At 0 an idle endpoint refuses requests until the first instance has started.',
  ),
  max: positive.describe('Maximum instances.'),
  target: positive.describe('Target of requests in flight per instance.'),
  startTime: duration
    .default(300_000)
    .describe(
      'Time from the scaling decision to the instance’s first request: alarm, machine, model.',
    ),
  idleTime: duration.default(600_000).describe('Idle time after which an instance is removed.'),
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
      'Burst of requests. Default: 5000, the limit of an AWS account, or `rate` where that is lower.',
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
    .describe('Instances of an endpoint: a fixed number, or autoscaling between two. Default: 1.'),
  routing: z
    .enum(['random', 'least-outstanding'])
    .exactOptional()
    .describe('Choice of the instance (SageMaker’s RoutingStrategy). Default: random.'),
  perInstance: positive
    .exactOptional()
    .describe(
      'Maximum requests in one instance, waiting ones included; its container refuses more. Default: no limit.',
    ),
  prefixCache: positive
    .exactOptional()
    .describe('Size of one instance’s prefix cache, prompt tokens. Default: no cache.'),
  concurrency: positive
    .exactOptional()
    .describe(
      'Maximum concurrency of the function behind a deployed API. Default: 1000, Lambda’s own.',
    ),
  gateway: gateway
    .exactOptional()
    .describe(
      'Throttling of the gateway before a deployed API. Default: the limits of an AWS account.',
    ),
  timeout: duration
    .exactOptional()
    .describe(
      'Timeout of an answer that does not stream. Default: 29s by a gateway, 60s by SageMaker.',
    ),
});

/** Capacity of one emulated server; absent settings have the service's default. */
export type CapacitySettings = ReadonlyOutput<typeof capacitySchema>;

/** Autoscaling that keeps `target` requests in flight per instance. */
export type ScalingSettings = ReadonlyOutput<typeof scaling>;

/** Throttling and usage plan of API Gateway. */
export type GatewaySettings = ReadonlyOutput<typeof gateway>;
