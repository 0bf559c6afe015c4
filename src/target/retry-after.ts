import type { Milliseconds } from '../scenario/duration.ts';
import type { Head } from './response-head.ts';

/**
 * A RetryAfter is how long a refusal tells the client to wait: the header `retry-after` in seconds (RFC
 * 9110, 10.2.3), or `retry-after-ms` as Azure OpenAI sends it. Undefined without; a date counts as
 * none, because it is on the service's clock.
 */
export function retryAfterOf({ headers }: Head): Milliseconds | undefined {
  return decimal(headers['retry-after-ms'], 1) ?? decimal(headers['retry-after'], 1000);
}

function decimal(header: string | undefined, unit: Milliseconds): Milliseconds | undefined {
  return header !== undefined && /^\d+(\.\d+)?$/.test(header) ? Number(header) * unit : undefined;
}
