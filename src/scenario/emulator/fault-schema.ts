import { z } from 'zod';
import { parseKeyValueList } from '../../problem/key-value-list.ts';
import { Problem } from '../../problem/problem.ts';
import { duration, positive, strictObject } from '../schema/fields.ts';
import { FAULT_KINDS, type Fault } from './emulator-settings.ts';

/** One fault as a scenario, the command line or `POST /_proofload/faults` gives it. */
export const faultSchema = strictObject({
  kind: z.enum(FAULT_KINDS),
  probability: z.number().min(0).max(1).default(1),
  on: z.string().exactOptional(),
  count: positive.exactOptional(),
  from: duration.exactOptional(),
  for: duration.exactOptional(),
  retryAfter: duration.exactOptional(),
});

/** A list of faults from JSON. Throws a Problem that names the place. */
export function readFaults(value: unknown): readonly Fault[] {
  const read = z.array(faultSchema).safeParse(value);
  if (read.success) return read.data;
  throw new Problem(`These are no faults. ${z.prettifyError(read.error)}.`, {
    remedy: 'Give an array such as [{"kind": "throttle", "probability": 0.1}].',
  });
}

/** One fault as the command line writes it: `kind=throttle,probability=0.1,for=30s`. Throws a Problem. */
export function parseFault(text: string): Fault {
  const read = faultSchema.safeParse(parseKeyValueList(text));
  if (read.success) return read.data;
  throw new Problem(`"${text}" is no fault. ${z.prettifyError(read.error)}.`, {
    remedy: 'Write it like kind=throttle,probability=0.1,on=my-endpoint,count=3,from=10s,for=30s.',
  });
}
