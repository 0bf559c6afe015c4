import type { Metric } from './metric.ts';

/** Metrics of tokens and of the prompt cache. */
export const TOKEN_METRICS = [
  {
    name: 'input_tokens',
    type: 'trend',
    unit: 'tokens',
    summed: true,
    definition: 'input tokens per answer, those read from or written to a cache left out',
  },
  {
    name: 'output_tokens',
    type: 'trend',
    unit: 'tokens',
    summed: true,
    definition: 'output tokens per answer, reasoning included',
  },
  {
    name: 'cache_read_tokens',
    type: 'trend',
    unit: 'tokens',
    summed: true,
    definition: 'input tokens per answer read from the prompt cache',
  },
  {
    name: 'cache_write_tokens',
    type: 'trend',
    unit: 'tokens',
    summed: true,
    definition: 'input tokens per answer written to the prompt cache',
  },
  {
    name: 'cache_hit',
    type: 'gauge',
    unit: 'share',
    lowerIsBetter: false,
    averaged: true,
    definition: 'input tokens read from the prompt cache / all input tokens, cached ones included',
  },
  {
    name: 'reasoning_tokens',
    type: 'trend',
    unit: 'tokens',
    summed: true,
    definition: 'output tokens per answer spent on reasoning',
  },
  {
    name: 'max_tokens',
    type: 'trend',
    unit: 'tokens',
    definition: 'output tokens that a request asked for at most, as sent: what a quota reserves',
  },
] as const satisfies readonly Metric[];
