import type { Metric } from './metric.ts';

/** Creates a trend in milliseconds for which lower is better. */
function time<Name extends string>(name: Name, definition: string) {
  return { name, type: 'trend', unit: 'ms', lowerIsBetter: true, definition } as const;
}

/** Metrics of time, and of tokens by time. */
export const TIME_METRICS = [
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
] as const satisfies readonly Metric[];
