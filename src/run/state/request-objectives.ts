import type { Milliseconds } from '../../time/duration.ts';
import type { Threshold } from '../../verdict/threshold.ts';

/** Maximum latency and time to first token of each request, milliseconds. */
interface Objectives {
  latency?: Milliseconds;
  ttft?: Milliseconds;
}

/**
 * Returns the objectives of a request: the bound of each `<` threshold on latency or ttft without
 * tags; the strictest if there are several.
 */
export function requestObjectives(thresholds: readonly Threshold[]): Objectives {
  const objectives: Objectives = {};
  for (const { selector, operator, bound } of thresholds) {
    const { metric, tags } = selector;
    if (Object.keys(tags).length > 0 || !operator.startsWith('<')) continue;
    if (metric === 'latency' || metric === 'ttft') {
      objectives[metric] = Math.min(bound, objectives[metric] ?? Number.POSITIVE_INFINITY);
    }
  }
  return objectives;
}
