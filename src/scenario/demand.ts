/** Demand is the traffic to be served, as opposed to the load a test puts on. */
export interface Demand {
  readonly queriesPerDay: number;
  /** The shape of the day: which hourly profile spreads the queries (plan/day-profile.ts). */
  readonly profile: string;
}
