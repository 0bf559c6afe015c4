import type { Milliseconds } from '../../time/duration.ts';
import { readHttpDate } from './http-date.ts';
import type { Head } from './response-head.ts';

/**
 * A RetryAfter is how long a refusal tells the client to wait: the header `retry-after`, in seconds or
 * until a date (RFC 9110, 10.2.3), or `retry-after-ms` as Azure OpenAI sends it. Undefined without.
 *
 * A date is on the service's clock: it is held against the response's own `date`, and against ours,
 * `now`, only where it has none. A date that has passed is no wait.
 */
export function retryAfterOf(
  { headers }: Head,
  now: () => number = Date.now,
): Milliseconds | undefined {
  const after = headers['retry-after'];
  const seconds = decimal(headers['retry-after-ms'], 1) ?? decimal(after, 1000);
  if (seconds !== undefined || after === undefined) return seconds;
  const until = readHttpDate(after, now());
  if (until === undefined) return undefined;
  const from = readHttpDate(headers['date'] ?? '', now()) ?? now();
  return Math.max(0, until - from);
}

function decimal(header: string | undefined, unit: Milliseconds): Milliseconds | undefined {
  return header !== undefined && /^\d+(\.\d+)?$/.test(header) ? Number(header) * unit : undefined;
}
