import { budgetPer1k, DAYS_PER_MONTH, perMonth } from '../../cost/month.ts';
import type { Demand } from '../../scenario/demand.ts';
import { busiestHour, type DayProfile, dayProfile } from './day-profile.ts';
import { createPeak, type Peak } from './peak.ts';

/** Traffic is a demand, spread over the day and carried to a month. */
export interface Traffic {
  readonly queriesPerDay: number;
  readonly profile: DayProfile;
  /** The busiest hour's rate as a multiple of the day's mean. */
  readonly peakToMean: number;
  readonly peak: Peak;
  readonly daysPerMonth: number;
}

/** Throws a Problem when the demand's day profile is not known. */
export function createTraffic(demand: Demand, daysPerMonth: number = DAYS_PER_MONTH): Traffic {
  const profile = dayProfile(demand.profile);
  const { ratio } = busiestHour(profile);
  return {
    queriesPerDay: demand.queriesPerDay,
    profile,
    peakToMean: ratio,
    peak: createPeak(demand.queriesPerDay, ratio),
    daysPerMonth,
  };
}

/** US dollars a month at a price per 1,000 queries, fixed costs added. */
export function monthlyBill(traffic: Traffic, per1k: number, fixed: number): number {
  return fixed + perMonth(per1k, traffic.queriesPerDay, traffic.daysPerMonth);
}

/** US dollars per 1,000 queries that a monthly budget leaves after fixed costs. */
export function allowedPer1k(traffic: Traffic, budget: number, fixed: number): number {
  return budgetPer1k(budget, traffic.queriesPerDay, { days: traffic.daysPerMonth, fixed });
}
