import { METRICS } from '../metrics/catalogue/all-metrics.ts';
import type { Metric } from '../metrics/catalogue/metric.ts';
import type { ThresholdResult } from './threshold-result.ts';

/**
 * Returns whether a threshold is on the content of answers, which does not depend on the client's
 * clock.
 */
function isOfAnswers({ selector }: ThresholdResult): boolean {
  const metric: Metric | undefined = METRICS.find(({ name }) => name === selector.metric);
  return metric?.ofAnswers === true;
}

const WHY = 'The measurement is invalid, so that this decides nothing.';

/**
 * Returns the result of a threshold of an invalid measurement: it shows the observed value and is
 * neither met nor missed. A miss in the content of answers remains: a leak that was found exists.
 */
export function withheld(result: ThresholdResult): ThresholdResult {
  const { verdict, why } = result;
  if (verdict !== 'pass' && verdict !== 'fail') return result;
  if (verdict === 'fail' && isOfAnswers(result)) return result;
  return { ...result, verdict: 'inconclusive', why: `${WHY} ${why}` };
}
