import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { TargetResult } from '../result/result.ts';

/**
 * A ServerSide is what a service says of its own times, beside what the client measured from sending:
 * the rest is network, gateway and client. Medians and p95, in words.
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

/** Empty where the service tells nothing of itself. */
export function serverSide({ metrics }: TargetResult): readonly ServerSide[] {
  if (metrics['server_latency'] === undefined && metrics['server_ttft'] === undefined) return [];
  return MEASURES.flatMap(([name, measure]) => {
    const trend = metrics[name];
    if (trend?.type !== 'trend') return [];
    const [p50, p95] = [formatQuantity(trend.p50, 'ms'), formatQuantity(trend.p95, 'ms')];
    return [{ measure, p50, p95 }];
  });
}
