import type { Unit } from './format-quantity.ts';

/** A named quantity with its type, unit and definition. */
export interface Metric {
  readonly name: string;
  readonly type: 'trend' | 'rate' | 'counter' | 'gauge';
  readonly unit: Unit;
  /** Definition in one line, as printed in reports. */
  readonly definition: string;
  /** Absent where neither direction is better. */
  readonly lowerIsBetter?: boolean;
  /** A trend that also has a sum: it supports `count` and `rate` too. */
  readonly summed?: true;
  /** Measures the answers' content and contains no client time. */
  readonly ofAnswers?: true;
  /** A gauge of the mean of its values in place of the last one. */
  readonly averaged?: true;
}

export type MetricName = (typeof METRICS)[number]['name'];

/** Creates a trend in milliseconds for which lower is better. */
function time<Name extends string>(name: Name, definition: string) {
  return { name, type: 'trend', unit: 'ms', lowerIsBetter: true, definition } as const;
}

/** All metrics, in report order. */
export const METRICS = [
  time(
    'latency',
    'last content of the answer minus due: what the user waited; the wait of an arrival that got no answer is a lower bound',
  ),
  time(
    'cold',
    "latency of the target's first five answers, warm-up's included: cold caches, sockets and instances",
  ),
  time('service_latency', 'last content of the answer minus sent, of ok answers'),
  time('lateness', "first sent minus due: the load generator's own delay"),
  time(
    'ttft',
    'first visible token minus due; the wait of an arrival that failed before one is a lower bound',
  ),
  time('service_ttft', 'first visible token minus sent, of ok answers'),
  time('first_byte', 'first byte of the response minus sent'),
  time('first_event', 'first event or body read minus sent'),
  time('first_token', 'first token of any kind, reasoning included, minus sent'),
  time('retrieval_time', 'passages found minus sent, where search and answer are two requests'),
  time('connect_time', 'TCP and TLS set-up inside the request; 0 on a warm socket'),
  time('slot_wait', 'time an arrival waited for a free slot of ours, from due; 0 where it had one'),
  time(
    'tpot',
    '(last token - first token) / tokens that crossed the wire after the first chunk; absent for fewer than two tokens, and where it cannot be told how many they were, as of thinking that was counted and not streamed',
  ),
  time(
    'chunk_gap',
    'time between successive content chunks; chunks of one socket read count as one',
  ),
  {
    ...time('output_tokens_per_second', ''),
    unit: 'per_second',
    lowerIsBetter: false,
    definition: '1000 / tpot',
  },
  time('server_latency', 'the latency the server itself reported'),
  time('server_ttft', 'the time to first token the server itself reported'),
  time('overhead', 'service_latency minus server_latency: network, gateway and client'),
  time(
    'decode_overhead',
    'first visible token as the AWS SDK handed it over minus the socket read it came in; with decode: sdk alone',
  ),
  time(
    'decode_delay',
    'last visible token as the AWS SDK handed it over minus the socket read it came in; with decode: sdk alone',
  ),
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
  {
    name: 'throttled',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: true,
    definition: 'share of first attempts that were throttled',
  },
  {
    name: 'failed',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: true,
    definition:
      'share of arrivals that did not end ok; dropped and interrupted ones count as failed',
  },
  {
    name: 'empty',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition: 'share of ok answers without any content: no text, no tool call, nothing unread',
  },
  {
    name: 'cut',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition:
      'share of ok answers that were cut at the token limit or the context window, of those whose service says why they ended',
  },
  {
    name: 'unread',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition: 'share of ok answers with content of a kind that is not read: images, sound',
  },
  {
    name: 'tool_calls',
    type: 'trend',
    unit: 'count',
    summed: true,
    definition: 'tool calls per ok answer, where the prompt offers tools',
  },
  {
    name: 'schema_valid',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: false,
    definition:
      'share of ok answers that are JSON of the schema the prompt asks for, and nothing beside it',
  },
  {
    name: 'good',
    type: 'rate',
    unit: 'share',
    lowerIsBetter: false,
    definition:
      'share of all arrivals that are ok, inside every per-request objective and, where there is a judge, pass every criterion; estimated from the answers it was shown',
  },
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
  {
    name: 'quality',
    type: 'trend',
    ofAnswers: true,
    unit: 'score',
    lowerIsBetter: false,
    definition: 'score of judged answers, 0 to 1; one value for each answer and criterion',
  },
  {
    name: 'quality_pass',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: false,
    definition:
      'share of judged answers that pass every criterion; with {criterion:…} that one alone',
  },
  {
    name: 'judge_errors',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: true,
    definition:
      'share of the answers shown to the judge that it failed to grade, wholly or in part',
  },
  {
    name: 'judged',
    type: 'rate',
    ofAnswers: true,
    unit: 'share',
    lowerIsBetter: false,
    definition: 'share of the answers drawn for the judge that were scored',
  },
  {
    name: 'tenant_leaks',
    type: 'counter',
    ofAnswers: true,
    unit: 'count',
    lowerIsBetter: true,
    definition:
      'canaries of other tenants found in answers; none where the dataset has no canaries',
  },
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
