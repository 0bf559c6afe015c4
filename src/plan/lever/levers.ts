import { fixedPerMonth, hasAnswered, isPriced, type PlanTarget } from '../demand/plan-target.ts';
import { allowedPer1k, monthlyBill, type Traffic } from '../demand/traffic.ts';
import type { Lever } from './lever.ts';
import { mixLevers } from './mix-lever.ts';
import { tokenSavingLevers } from './token-saving-levers.ts';

/** Returns the levers of every target over the budget, those that reach it first. */
export function findLevers(
  targets: readonly PlanTarget[],
  traffic: Traffic,
  budget: number,
): readonly Lever[] {
  const allowed = (...used: PlanTarget[]): number =>
    allowedPer1k(traffic, budget, fixedPerMonth(used));
  const priced = targets.filter(isPriced).filter(hasAnswered);
  const over = priced.filter(
    (target) => monthlyBill(traffic, target.per1k, fixedPerMonth([target])) > budget,
  );
  return over
    .flatMap((expensive) => [
      ...priced
        .filter((cheap) => cheap.per1k < expensive.per1k)
        .flatMap((cheap) => mixLevers(expensive, cheap, allowed(expensive, cheap))),
      ...tokenSavingLevers(expensive, allowed(expensive)),
    ])
    .sort((a, b) => Number(b.reaches) - Number(a.reaches));
}
