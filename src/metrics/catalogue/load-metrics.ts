import type { Metric } from './metric.ts';

/** Metrics of the load itself. */
export const LOAD_METRICS = [
  {
    name: 'iterations',
    type: 'counter',
    unit: 'count',
    lowerIsBetter: false,
    definition: 'arrivals that were not dropped',
  },
  {
    name: 'dropped_iterations',
    type: 'counter',
    unit: 'count',
    lowerIsBetter: true,
    definition: 'arrivals that were due but never sent',
  },
  {
    name: 'unstarted_iterations',
    type: 'counter',
    unit: 'count',
    lowerIsBetter: true,
    definition: 'planned iterations of closed loops that the run had no time to start',
  },
  {
    name: 'vus',
    type: 'gauge',
    unit: 'count',
    definition: 'virtual users, or requests in flight, at the last look',
  },
] as const satisfies readonly Metric[];
