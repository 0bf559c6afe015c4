import { nearest } from '../../problem/nearest.ts';
import { Problem } from '../../problem/problem.ts';
import { METRICS } from './all-metrics.ts';
import type { Metric } from './metric.ts';

const BY_NAME: ReadonlyMap<string, Metric> = new Map(
  METRICS.map((metric) => [metric.name, metric]),
);

/** Returns the metric of a name. Throws a Problem with the nearest known name. */
export function metricNamed(name: string): Metric {
  const metric = BY_NAME.get(name);
  if (metric !== undefined) return metric;
  const meant = nearest(name, BY_NAME.keys());
  throw new Problem(`There is no metric "${name}".`, {
    remedy:
      meant === undefined
        ? `Known metrics: ${[...BY_NAME.keys()].join(', ')}.`
        : `Did you mean "${meant}"?`,
  });
}
