import type { Verdict } from '../../verdict/verdict.ts';
import { withheld } from '../../verdict/withheld.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

/**
 * Returns the result as reports show it: without verdicts and chosen target if the measurement is
 * invalid. Failures that the answers themselves prove, and all observations, stay.
 */
export function undecided(result: RunResult): RunResult {
  if (result.validity !== 'invalid') return result;
  const { chosen: _, ...rest } = result;
  return { ...rest, verdict: open(rest.verdict), targets: rest.targets.map(withoutVerdict) };
}

function withoutVerdict(target: TargetResult): TargetResult {
  const thresholds = target.thresholds.map(withheld);
  const misses = thresholds.some(({ verdict }) => verdict === 'fail');
  return { ...target, verdict: misses ? 'fail' : open(target.verdict), thresholds };
}

function open(verdict: Verdict): Verdict {
  return verdict === 'no-data' ? verdict : 'inconclusive';
}
