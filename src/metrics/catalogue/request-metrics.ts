import type { Metric } from './metric.ts';

/** Metrics of the requests that arrivals took. */
export const REQUEST_METRICS = [
  {
    name: 'attempts',
    type: 'trend',
    unit: 'count',
    lowerIsBetter: true,
    summed: true,
    definition: 'physical requests per arrival',
  },
  {
    name: 'retry_amplification',
    type: 'gauge',
    unit: 'ratio',
    lowerIsBetter: true,
    averaged: true,
    definition: 'physical requests / arrivals',
  },
  {
    name: 'reconnections',
    type: 'counter',
    unit: 'count',
    lowerIsBetter: true,
    definition:
      'requests that went out again on a new connection, as a reused one ended without a byte of a response',
  },
] as const satisfies readonly Metric[];
