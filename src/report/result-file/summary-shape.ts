import { z } from 'zod';
import type { TrendSummary } from '../../metrics/aggregates/summary.ts';
import type { Members } from './shape-part.ts';
import { interval } from './shape-part.ts';

const percentile = z.enum(['p50', 'p90', 'p95', 'p99']);

/** Schema of a metric's summary, by type. */
export const summary = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('trend'),
    n: z.number(),
    avg: z.number(),
    min: z.number(),
    max: z.number(),
    p50: z.number(),
    p90: z.number(),
    p95: z.number(),
    p99: z.number(),
    intervals: z.partialRecord(percentile, interval),
    belowFloor: z.array(percentile),
    bounded: z.number().exactOptional(),
    atLeast: z.array(percentile).exactOptional(),
  } satisfies Members<TrendSummary>),
  z.looseObject({
    type: z.literal('rate'),
    n: z.number(),
    count: z.number(),
    rate: z.number(),
    interval,
  }),
  z.looseObject({ type: z.literal('counter'), n: z.number(), count: z.number(), rate: z.number() }),
  z.looseObject({ type: z.literal('gauge'), n: z.number(), value: z.number() }),
]);
