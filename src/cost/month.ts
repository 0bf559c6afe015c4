/** Length of a month: 365/12 days, so that twelve make a year; 730 hours. */
export const DAYS_PER_MONTH = 365 / 12;

export const HOURS_PER_MONTH = (365 * 24) / 12;

/** Returns the queries in a month of `days` days. */
export function queriesPerMonth(queriesPerDay: number, days: number = DAYS_PER_MONTH): number {
  return queriesPerDay * days;
}

/** Returns the US dollars per month at a price per 1,000 queries. */
export function perMonth(per1k: number, queriesPerDay: number, days?: number): number {
  return (per1k * queriesPerMonth(queriesPerDay, days)) / 1000;
}

/**
 * Returns the US dollars per 1,000 queries that a monthly budget allows after fixed costs. Negative
 * when fixed costs alone exceed the budget.
 */
export function budgetPer1k(
  budget: number,
  queriesPerDay: number,
  { days = DAYS_PER_MONTH, fixed = 0 }: { readonly days?: number; readonly fixed?: number } = {},
): number {
  return ((budget - fixed) * 1000) / queriesPerMonth(queriesPerDay, days);
}
