import type { Bill } from '../../cost/bill.ts';
import { queriesPerMonth } from '../../cost/month.ts';
import type { RunResult, TargetResult } from '../result/result.ts';
import { type OlderThreshold, withTerms } from './older-thresholds.ts';

/** A bill of an older version, whose `per1k` is the variable cost only. */
export type OlderBill = Omit<Bill, 'variablePer1k' | 'missing' | 'doubts'> &
  Partial<Pick<Bill, 'variablePer1k' | 'missing' | 'doubts'>>;

/** A target with a bill and thresholds that may be of an older version. */
export type OlderTarget = Omit<TargetResult, 'cost' | 'thresholds'> & {
  readonly cost: OlderBill;
  readonly thresholds: readonly OlderThreshold[];
};

/** A result with bills and thresholds that may be of an older version. */
export type OlderResult = Omit<RunResult, 'targets'> & {
  readonly targets: readonly OlderTarget[];
};

/** Converts the bills and thresholds of an older result to the current version. */
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
