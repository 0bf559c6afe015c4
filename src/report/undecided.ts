import type { Verdict } from '../verdict/verdict.ts';
import { withheld } from '../verdict/withheld.ts';
import type { RunResult, TargetResult } from './result.ts';

/**
 * A result as it may be shown: an invalid measurement decides nothing, so that nothing in it is met
 * or missed, and no target is chosen. What was observed stays.
 */
export function undecided(result: RunResult): RunResult {
  if (result.validity !== 'invalid') return result;
  const { chosen: _, ...rest } = result;
  return { ...rest, verdict: open(rest.verdict), targets: rest.targets.map(withoutVerdict) };
}

function withoutVerdict(target: TargetResult): TargetResult {
  return {
    ...target,
    verdict: open(target.verdict),
    thresholds: target.thresholds.map(withheld),
  };
}

function open(verdict: Verdict): Verdict {
  return verdict === 'no-data' ? verdict : 'inconclusive';
}
