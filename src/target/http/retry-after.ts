import type { Milliseconds } from '../../time/duration.ts';
import { readHttpDate } from './http-date.ts';
import type { Head } from './response-head.ts';

/**
 * Returns how long a refusal asks the client to wait, milliseconds: by the header `retry-after`, in
 * seconds or until a date (RFC 9110, 10.2.3), or `retry-after-ms` of Azure OpenAI. Undefined if
 * neither is there.
 *
 * A date is on the service's clock: it is compared with the response's own `date`, or with `now`,
 * the local clock, if there is none. A date in the past is a wait of 0.
 */
export function retryAfterOf(
  { headers }: Head,
  now: () => number = Date.now,
): Milliseconds | undefined {
  const after = headers['retry-after'];
  const delay = decimal(headers['retry-after-ms'], 1) ?? decimal(after, 1000);
  if (delay !== undefined || after === undefined) return delay;
  const until = readHttpDate(after, now());
  if (until === undefined) return undefined;
  const from = readHttpDate(headers['date'] ?? '', now()) ?? now();
  return Math.max(0, until - from);
}

function decimal(header: string | undefined, unit: Milliseconds): Milliseconds | undefined {
  return header !== undefined && /^\d+(\.\d+)?$/.test(header) ? Number(header) * unit : undefined;
}
