import type { Verdict } from '../../verdict/verdict.ts';
import { withheld } from '../../verdict/withheld.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

/**
 * A result as it may be shown: an invalid measurement decides nothing, so that nothing in it is met,
 * nothing missed but what the answers themselves hold, and no target is chosen. What was observed stays.
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
