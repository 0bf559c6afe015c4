/** A Month is 365/12 days, so that twelve of them make a year; 730 hours. */
export const DAYS_PER_MONTH = 365 / 12;

export const HOURS_PER_MONTH = (365 * 24) / 12;

/** Queries in a month of the given length in days. */
export function queriesPerMonth(queriesPerDay: number, days: number = DAYS_PER_MONTH): number {
  return queriesPerDay * days;
}

/** US dollars a month that a price per 1,000 queries comes to. */
export function perMonth(per1k: number, queriesPerDay: number, days?: number): number {
  return (per1k * queriesPerMonth(queriesPerDay, days)) / 1000;
}

/**
 * US dollars per 1,000 queries that a monthly budget allows, after what is paid whatever the traffic.
 * Negative when the fixed costs alone exceed the budget.
 */
export function budgetPer1k(
  budget: number,
  queriesPerDay: number,
  { days = DAYS_PER_MONTH, fixed = 0 }: { readonly days?: number; readonly fixed?: number } = {},
): number {
  return ((budget - fixed) * 1000) / queriesPerMonth(queriesPerDay, days);
}
