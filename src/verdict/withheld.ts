import type { ThresholdResult } from './threshold-result.ts';

const WHY = 'The measurement is invalid, so that this decides nothing.';

/** A withheld result is one of an invalid measurement: what was observed is shown, and neither met nor missed. */
export function withheld(result: ThresholdResult): ThresholdResult {
  const { verdict, why } = result;
  if (verdict !== 'pass' && verdict !== 'fail') return result;
  return { ...result, verdict: 'inconclusive', why: `${WHY} ${why}` };
}
