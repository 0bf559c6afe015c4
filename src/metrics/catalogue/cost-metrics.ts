import type { Metric } from './metric.ts';

/** Metrics of money. */
export const COST_METRICS = [
  {
    name: 'cost',
    type: 'counter',
    unit: 'usd',
    lowerIsBetter: true,
    definition: 'US dollars spent, billed failures and retries included',
  },
  {
    name: 'cost_per_1k',
    type: 'gauge',
    unit: 'usd',
    lowerIsBetter: true,
    definition:
      "US dollars per thousand answered queries at the scenario's demand, fixed costs and rented machines included",
  },
  {
    name: 'variable_cost_per_1k',
    type: 'gauge',
    unit: 'usd',
    lowerIsBetter: true,
    definition:
      'US dollars per thousand answered queries that follow traffic: tokens and requests, no fixed costs',
  },
  {
    name: 'cost_per_month',
    type: 'gauge',
    unit: 'usd',
    lowerIsBetter: true,
    definition:
      "US dollars per month at the scenario's demand, fixed costs and rented machines included",
  },
] as const satisfies readonly Metric[];
