import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { TargetResult } from '../result/result.ts';

/**
 * Time that a service reports for itself, beside the time that the client measured from sending:
 * the difference is network, gateway and client. Median and p95, as text.
 */
export interface ServerSide {
  readonly measure: string;
  readonly p50: string;
  readonly p95: string;
}

const MEASURES = [
  ['server_ttft', 'first token, by the service'],
  ['service_ttft', 'first word, by the client'],
  ['server_latency', 'whole answer, by the service'],
  ['service_latency', 'whole answer, by the client'],
  ['overhead', 'between the two'],
] as const;

/** Returns the service's times; empty if it reports none. */
export function serverSide({ metrics }: TargetResult): readonly ServerSide[] {
  if (metrics['server_latency'] === undefined && metrics['server_ttft'] === undefined) return [];
  return MEASURES.flatMap(([name, measure]) => {
    const trend = metrics[name];
    if (trend?.type !== 'trend') return [];
    const [p50, p95] = [formatQuantity(trend.p50, 'ms'), formatQuantity(trend.p95, 'ms')];
    return [{ measure, p50, p95 }];
  });
}
