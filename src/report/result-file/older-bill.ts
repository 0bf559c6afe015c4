import type { Bill } from '../../cost/bill.ts';
import { queriesPerMonth } from '../../cost/month.ts';
import type { RunResult, TargetResult } from '../result/result.ts';
import { type OlderThreshold, withTerms } from './older-thresholds.ts';

/** A Bill of before a price per 1,000 answers held its share of fixed costs: `per1k` was what follows traffic. */
export type OlderBill = Omit<Bill, 'variablePer1k' | 'missing' | 'doubts'> &
  Partial<Pick<Bill, 'variablePer1k' | 'missing' | 'doubts'>>;

/** A target whose bill and thresholds may be of before. */
export type OlderTarget = Omit<TargetResult, 'cost' | 'thresholds'> & {
  readonly cost: OlderBill;
  readonly thresholds: readonly OlderThreshold[];
};

/** A result whose bills and thresholds may be of before. */
export type OlderResult = Omit<RunResult, 'targets'> & {
  readonly targets: readonly OlderTarget[];
};

/** The result with each bill and threshold as it is written today. */
export function resultOfToday(result: OlderResult, file: string): RunResult {
  const perMonth =
    result.demand === undefined ? undefined : queriesPerMonth(result.demand.queriesPerDay);
  return {
    ...result,
    targets: result.targets.map((target) => ({
      ...target,
      cost: billOfToday(target.cost, perMonth),
      thresholds: target.thresholds.map((threshold) => withTerms(threshold, file)),
    })),
  };
}

function billOfToday(bill: OlderBill, queries: number | undefined): Bill {
  const { variablePer1k, missing = [], doubts = [], per1k, per1kInterval: interval } = bill;
  if (variablePer1k !== undefined) return { ...bill, variablePer1k, missing, doubts };
  const { per1kInterval: _, ...rest } = bill;
  const variable = {
    variablePer1k: per1k,
    ...(interval && { variablePer1kInterval: interval }),
    missing,
    doubts,
  };
  const always = (bill.fixed ?? []).reduce((sum, line) => sum + line.perMonth, 0);
  const share = always === 0 ? 0 : queries && (1000 * always) / queries;
  if (per1k === 'unknown' || share === undefined) return { ...rest, ...variable, per1k: 'unknown' };
  return {
    ...rest,
    ...variable,
    per1k: per1k + share,
    ...(interval && { per1kInterval: { low: interval.low + share, high: interval.high + share } }),
  };
}
