import type { Bill } from '../../cost/bill.ts';
import { queriesPerMonth } from '../../cost/month.ts';
import type { RunResult, TargetResult } from '../result/result.ts';

/** A Bill of before a price per 1,000 answers held its share of fixed costs: `per1k` was what follows traffic. */
export type OlderBill = Omit<Bill, 'variablePer1k' | 'missing' | 'doubts'> &
  Partial<Pick<Bill, 'variablePer1k' | 'missing' | 'doubts'>>;

/** A target whose bill may be of before. */
export type OlderTarget = Omit<TargetResult, 'cost'> & { readonly cost: OlderBill };

/** A result whose bills may be of before. */
export type OlderResult = Omit<RunResult, 'targets'> & {
  readonly targets: readonly OlderTarget[];
};

/** The result with each bill as it is written today. */
export function withBillsOfToday(result: OlderResult): RunResult {
  const perMonth =
    result.demand === undefined ? undefined : queriesPerMonth(result.demand.queriesPerDay);
  return {
    ...result,
    targets: result.targets.map((target) => ({ ...target, cost: ofToday(target.cost, perMonth) })),
  };
}

function ofToday(bill: OlderBill, queries: number | undefined): Bill {
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
