import { z } from 'zod';
import { dollars, duration, positive, record } from './field.ts';

export const fixedCosts = z.array(record({ name: z.string(), perMonth: dollars }));

const base = {
  timeout: duration.default(60_000),
  price: z.string().exactOptional(),
  perRequest: dollars.default(0),
  instances: record({ type: z.string(), count: positive, perHour: dollars }).exactOptional(),
  fixedCosts: fixedCosts.default([]),
};

const stream = z.boolean().default(true);
const headers = z.record(z.string(), z.string()).default({});

/** One way to get an answer, told apart by `kind`. */
export const targetSchema = z.discriminatedUnion('kind', [
  record({
    kind: z.literal(['bedrock-converse', 'bedrock-invoke']),
    ...base,
    model: z.string().min(1),
    stream,
  }),
  record({
    kind: z.literal('sagemaker'),
    ...base,
    endpointName: z.string().min(1),
    inferenceComponent: z.string().exactOptional(),
    body: z.enum(['tgi', 'lmi', 'openai']).default('tgi'),
    stream,
  }),
  record({ kind: z.literal('openai'), ...base, url: z.url(), model: z.string(), stream, headers }),
  record({
    kind: z.literal('http'),
    ...base,
    url: z.url(),
    headers,
    body: z.unknown(),
    answer: z.string().min(1),
    usage: record({
      input: z.string().exactOptional(),
      output: z.string().exactOptional(),
    }).default({}),
    stream: z.boolean().default(false),
  }),
]);
