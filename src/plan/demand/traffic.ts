import { budgetPer1k, DAYS_PER_MONTH, perMonth } from '../../cost/month.ts';
import type { Demand } from '../../scenario/demand-schema.ts';
import { busiestHour, type DayProfile, dayProfile } from './day-profile.ts';
import { createPeak, type Peak } from './peak.ts';

/** A demand, distributed over the day and extended to a month. */
export interface Traffic {
  readonly queriesPerDay: number;
  readonly profile: DayProfile;
  /** Rate of the busiest hour as a multiple of the day's mean. */
  readonly peakToMean: number;
  readonly peak: Peak;
  readonly daysPerMonth: number;
}

/** Creates the traffic of a demand. Throws a Problem for an unknown day profile. */
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

/** Returns the monthly bill, US dollars, at a price per 1,000 queries, with fixed costs. */
export function monthlyBill(traffic: Traffic, per1k: number, fixed: number): number {
  return fixed + perMonth(per1k, traffic.queriesPerDay, traffic.daysPerMonth);
}

/** Returns the US dollars per 1,000 queries that a monthly budget leaves after fixed costs. */
export function allowedPer1k(traffic: Traffic, budget: number, fixed: number): number {
  return budgetPer1k(budget, traffic.queriesPerDay, { days: traffic.daysPerMonth, fixed });
}
