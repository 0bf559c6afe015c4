import { METRICS } from '../metrics/catalogue/all-metrics.ts';
import type { Metric } from '../metrics/catalogue/metric.ts';
import type { ThresholdResult } from './threshold-result.ts';

/** Whether a threshold is on what answers hold, which no clock of ours can spoil. */
function isOfAnswers({ selector }: ThresholdResult): boolean {
  const metric: Metric | undefined = METRICS.find(({ name }) => name === selector.metric);
  return metric?.ofAnswers === true;
}

const WHY = 'The measurement is invalid, so that this decides nothing.';

/**
 * A withheld result is one of an invalid measurement: what was observed is shown, and neither met nor
 * missed. A miss in what the answers hold stays one: a leak that was found was found.
 */
export function withheld(result: ThresholdResult): ThresholdResult {
  const { verdict, why } = result;
  if (verdict !== 'pass' && verdict !== 'fail') return result;
  if (verdict === 'fail' && isOfAnswers(result)) return result;
  return { ...result, verdict: 'inconclusive', why: `${WHY} ${why}` };
}
