import { z } from 'zod';
import type { ServingEndpoint } from '../result/endpoint-words.ts';

/**
 * A schema for every member of T, optional ones included, so that a missing one does not compile.
 */
export type Members<T> = { readonly [Name in keyof T]-?: z.ZodType<T[Name]> };

/** Schema of US dollars; `unknown` if a price or a count is missing. */
export const dollarsShape = z.union([z.number(), z.literal('unknown')]);

export const interval = z.looseObject({ low: z.number(), high: z.number() });

export const verdict = z.enum(['pass', 'fail', 'no-data', 'inconclusive']);

export const validity = z.enum(['valid', 'suspect', 'invalid']);

export const texts = z.array(z.string());

export const answerers = z.array(
  z.looseObject({
    address: z.string(),
    by: z.enum(['service', 'emulator', 'embedded emulator']),
    proxy: z.string().exactOptional(),
  } satisfies Members<ServingEndpoint>),
);
