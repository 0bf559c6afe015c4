import { z } from 'zod';
import { count, duration, positive, strictObject } from '../schema/fields.ts';

const scaling = strictObject({
  min: count,
  max: positive,
  target: positive,
  startTime: duration.default(300_000),
  idleTime: duration.default(600_000),
}).refine(({ min, max }) => min <= max, { error: 'instances.min is above instances.max.' });

const gateway = strictObject({
  rate: z.number().positive().exactOptional(),
  burst: positive.exactOptional(),
  quota: strictObject({
    requests: positive,
    per: z.enum(['day', 'week', 'month']),
  }).exactOptional(),
});

/** The capacity of one model, endpoint or path. */
export const capacitySchema = strictObject({
  instances: z.union([positive, scaling]).exactOptional(),
  routing: z.enum(['random', 'least-outstanding']).exactOptional(),
  perInstance: positive.exactOptional(),
  prefixCache: positive.exactOptional(),
  concurrency: positive.exactOptional(),
  gateway: gateway.exactOptional(),
  timeout: duration.exactOptional(),
});

/** What a scenario writes; read, a CapacitySettings. */
export type CapacityInput = z.input<typeof capacitySchema>;
