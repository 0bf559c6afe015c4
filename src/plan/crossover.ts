import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import { fixedPerMonth, isPriced, type PlanTarget } from './demand/plan-target.ts';

/** The demand at which one target becomes cheaper than another. */
export interface Crossover {
  /** Cheaper below that demand: the target with lower fixed costs. */
  readonly below: string;
  /** Cheaper above that demand. */
  readonly above: string;
  readonly queriesPerDay: number;
  readonly sentence: string;
}

/**
 * Returns all crossovers between targets of known cost, lowest demand first: D v + F is equal for
 * both.
 */
export function crossovers(
  targets: readonly PlanTarget[],
  daysPerMonth: number,
): readonly Crossover[] {
  const lines = targets.filter(isPriced).map((target) => ({
    name: target.name,
    fixed: fixedPerMonth([target]),
    perQuery: target.per1k / 1000,
  }));
  return lines
    .flatMap((below) =>
      lines
        .filter((above) => above.fixed > below.fixed && above.perQuery < below.perQuery)
        .map((above) => {
          const perMonth = (above.fixed - below.fixed) / (below.perQuery - above.perQuery);
          const queriesPerDay = perMonth / daysPerMonth;
          return {
            below: below.name,
            above: above.name,
            queriesPerDay,
            sentence: `Below ${formatQuantity(Math.round(queriesPerDay), 'count')} queries a day ${below.name} is cheaper, above it ${above.name}, if it serves that many.`,
          };
        }),
    )
    .sort((a, b) => a.queriesPerDay - b.queriesPerDay);
}
