import { z } from 'zod';
import { parseKeyValueList } from '../../problem/key-value-list.ts';
import { Problem } from '../../problem/problem.ts';
import { duration, positive, strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { FAULT_KINDS } from './fault-kinds.ts';

/** Schema of one fault, in a scenario, on the command line or in `POST /_proofload/faults`. */
export const faultSchema = strictObject({
  kind: z
    .enum(FAULT_KINDS)
    .describe('How a request fails: before, at the start of, or in the middle of its answer.'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of requests that fail, from 0 to 1.'),
  on: z
    .string()
    .exactOptional()
    .describe('Model, endpoint or path whose requests fail. Default: every one.'),
  count: positive
    .exactOptional()
    .describe('Maximum number of requests that fail. Default: no limit.'),
  from: duration
    .exactOptional()
    .describe('Start of the faults, after they were set. Default: 0s, at once.'),
  for: duration.exactOptional().describe('Duration of the faults. Default: no end.'),
  retryAfter: duration
    .exactOptional()
    .describe(
      'Value of the header `retry-after` of a throttling, in whole seconds. Default: the header is not sent.',
    ),
});

/**
 * A fault that the emulator injects: into a share of requests, the first ones, or those of a time
 * window. Conditions are combined by AND.
 */
export type Fault = ReadonlyOutput<typeof faultSchema>;

/** Parses a list of faults from JSON. Throws a Problem with the path of the error. */
export function readFaults(value: unknown): readonly Fault[] {
  const read = z.array(faultSchema).safeParse(value);
  if (read.success) return read.data;
  throw new Problem(`This is not a list of faults. ${z.prettifyError(read.error)}.`, {
    remedy: 'Give an array such as [{"kind": "throttle", "probability": 0.1}].',
  });
}

/**
 * Parses a fault in command-line form: `kind=throttle,probability=0.1,for=30s`. Throws a Problem.
 */
export function parseFault(text: string): Fault {
  const read = faultSchema.safeParse(parseKeyValueList(text));
  if (read.success) return read.data;
  throw new Problem(`"${text}" is not a fault. ${z.prettifyError(read.error)}.`, {
    remedy: 'Write it like kind=throttle,probability=0.1,on=my-endpoint,count=3,from=10s,for=30s.',
  });
}
