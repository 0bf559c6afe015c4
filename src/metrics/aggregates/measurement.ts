import type { Attempt, Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { MetricName } from '../catalogue/all-metrics.ts';

/** One value that a sample contributes to one metric. */
export interface Measurement {
  readonly metric: MetricName;
  /** Value in the metric's unit; 1 or 0 for a rate. `unknown` must not be hidden by any sum. */
  readonly value: number | 'unknown';
  /** Lower bound of an unknown value. */
  readonly atLeast?: number;
  /** Whether the value is a lower bound: the wait of a request without an answer. */
  readonly isBound?: true;
  /** Weight in a mean; default 1. */
  readonly weight?: number;
}

/** Per-request objectives of a good answer. An absent objective is always met. */
export interface Objectives {
  readonly latency?: Milliseconds;
  readonly ttft?: Milliseconds;
}

/**
 * Yields all values of a sample except the gaps between its chunks.
 *
 * Times come from `ok` samples only, with exceptions. `lateness`, `slot_wait` and `connect_time`
 * come from all samples that have them, because they do not measure the answer. The wait of any
 * other arrival enters `latency`, and `ttft` where no visible token came, as a lower bound:
 * otherwise a target that fails more would look faster.
 */
export function* measure(sample: Sample, objectives: Objectives): Generator<Measurement> {
  yield* counts(sample, objectives);
  const firstSent = sample.attempts[0]?.sent ?? sample.stamps.sent;
  if (firstSent !== undefined) yield { metric: 'lateness', value: firstSent - sample.due };
  const wait = slotWaitOf(sample);
  if (wait !== undefined) yield { metric: 'slot_wait', value: wait };
  yield* connection(sample);
  yield* tokens(sample);
  if (sample.outcome !== 'ok') return yield* unansweredWaits(sample);
  yield* content(sample);
  yield* times(sample);
  yield* pace(sample);
}

/**
 * Returns the time an arrival waited for a slot, or until it was dropped from the queue; undefined
 * if it never queued for one.
 */
export function slotWaitOf({ attempts, due, freed }: Sample): Milliseconds | undefined {
  if (freed !== undefined) return Math.max(0, freed - due);
  return attempts.length === 0 ? undefined : 0;
}

/** Yields the waits without an answer, as lower bounds. */
function* unansweredWaits(sample: Sample): Generator<Measurement> {
  const { firstVisible } = sample.stamps;
  const waited = latencyOf(sample);
  yield { metric: 'latency', value: waited, isBound: true };
  if (firstVisible === undefined) yield { metric: 'ttft', value: waited, isBound: true };
  else yield { metric: 'ttft', value: firstVisible - sample.due };
}

/** Returns the time from due to the complete answer. */
export function latencyOf(sample: Sample): Milliseconds {
  return finish(sample) - sample.due;
}

/**
 * Returns the time per token streamed after the first chunk. Undefined for a body in one piece,
 * whose first token is its last, and for a stream with an unknown number of tokens.
 */
export function tpotOf({
  stamps: { firstToken, lastToken },
  streamed,
}: Pick<Sample, 'stamps' | 'streamed'>): Milliseconds | undefined {
  if (firstToken === undefined || lastToken === undefined || lastToken <= firstToken) {
    return undefined;
  }
  if (streamed === undefined || streamed.later < 1) return undefined;
  return (lastToken - firstToken) / streamed.later;
}

/**
 * Returns the time of the last token; the last byte where no token has a time (no stream, no
 * tokens).
 */
function finish({ outcome, stamps, end }: Sample): Milliseconds {
  return outcome === 'ok' ? (stamps.lastToken ?? end) : end;
}

function* counts(sample: Sample, objectives: Objectives): Generator<Measurement> {
  const dropped = sample.outcome === 'dropped';
  yield { metric: 'iterations', value: dropped ? 0 : 1 };
  yield { metric: 'dropped_iterations', value: dropped ? 1 : 0 };
  yield { metric: 'failed', value: sample.outcome === 'ok' ? 0 : 1 };
  yield { metric: 'good', value: isGood(sample, objectives) ? 1 : 0 };
  yield { metric: 'attempts', value: sample.attempts.length };
  yield { metric: 'retry_amplification', value: sample.attempts.length };
  yield { metric: 'reconnections', value: reconnectionsOf(sample.attempts) };
  if (sample.leaks !== undefined) yield { metric: 'tenant_leaks', value: sample.leaks };
  yield cost(sample);
  const [first] = sample.attempts;
  if (first !== undefined) {
    yield { metric: 'throttled', value: first.outcome === 'throttled' ? 1 : 0 };
  }
}

function cost({ costUsd, costAtLeastUsd = 0, outcome }: Sample): Measurement {
  const metric = 'cost';
  if (costUsd !== undefined) return { metric, value: costUsd };
  if (outcome === 'dropped') return { metric, value: 0 };
  return { metric, value: 'unknown', atLeast: costAtLeastUsd };
}

/**
 * Whether the sample meets all objectives. Without a first visible token the end counts as TTFT,
 * because the user saw nothing earlier.
 */
function isGood(sample: Sample, objectives: Objectives): boolean {
  if (sample.outcome !== 'ok') return false;
  const ttft = (sample.stamps.firstVisible ?? finish(sample)) - sample.due;
  return (
    latencyOf(sample) <= (objectives.latency ?? Number.POSITIVE_INFINITY) &&
    ttft <= (objectives.ttft ?? Number.POSITIVE_INFINITY)
  );
}

/** Returns the number of requests sent again on a new connection, with those of a route's parts. */
export function reconnectionsOf(
  attempts: readonly Pick<Attempt, 'reconnections' | 'legs'>[],
): number {
  let sum = 0;
  for (const { reconnections = 0, legs } of attempts) {
    sum += reconnections + (legs === undefined ? 0 : reconnectionsOf(legs));
  }
  return sum;
}

/**
 * Yields `connect_time`, except where no response shows whether the socket was reused, or where a
 * lost socket was replaced.
 */
function* connection({ stamps, attempts }: Sample): Generator<Measurement> {
  if (stamps.sent === undefined || reconnectionsOf(attempts) > 0) return;
  if (stamps.connected !== undefined) {
    yield { metric: 'connect_time', value: stamps.connected - stamps.sent };
  } else if (stamps.firstByte !== undefined) {
    yield { metric: 'connect_time', value: 0 };
  }
}

/** Yields metrics of the answer's content. `cut` is omitted where no finish reason was reported. */
function* content({
  empty,
  finish,
  unread,
  toolCalls,
  schemaValid,
}: Sample): Generator<Measurement> {
  if (toolCalls !== undefined) yield { metric: 'tool_calls', value: toolCalls };
  if (schemaValid !== undefined) yield { metric: 'schema_valid', value: schemaValid ? 1 : 0 };
  yield { metric: 'empty', value: empty === true ? 1 : 0 };
  yield { metric: 'unread', value: (unread ?? 0) > 0 ? 1 : 0 };
  if (finish !== undefined && finish !== 'unknown') {
    yield { metric: 'cut', value: finish === 'cut' ? 1 : 0 };
  }
}

function* times(sample: Sample): Generator<Measurement> {
  const { stamps, server } = sample;
  yield { metric: 'latency', value: latencyOf(sample) };
  if (stamps.firstVisible !== undefined) {
    yield { metric: 'ttft', value: stamps.firstVisible - sample.due };
  }
  if (server?.latency !== undefined) yield { metric: 'server_latency', value: server.latency };
  if (server?.ttft !== undefined) yield { metric: 'server_ttft', value: server.ttft };
  yield* decoding(sample);
  if (stamps.sent === undefined) return;
  const service = finish(sample) - stamps.sent;
  yield { metric: 'service_latency', value: service };
  if (server?.latency !== undefined) yield { metric: 'overhead', value: service - server.latency };
  const fromSent = [
    ['service_ttft', stamps.firstVisible],
    ['retrieval_time', stamps.retrieved],
    ['first_byte', stamps.firstByte],
    ['first_event', stamps.firstEvent],
    ['first_token', stamps.firstToken],
  ] as const;
  for (const [metric, at] of fromSent) {
    if (at !== undefined) yield { metric, value: at - stamps.sent };
  }
}

/**
 * Yields the delay that the SDK added to the socket's times, where the application's times were
 * recorded.
 */
function* decoding({ stamps, seen }: Sample): Generator<Measurement> {
  const pairs = [
    ['decode_overhead', stamps.firstVisible, seen?.firstVisible],
    ['decode_delay', stamps.lastToken, seen?.lastToken],
  ] as const;
  for (const [metric, readAt, deliveredAt] of pairs) {
    if (readAt !== undefined && deliveredAt !== undefined)
      yield { metric, value: deliveredAt - readAt };
  }
}

function* pace(sample: Sample): Generator<Measurement> {
  const tpot = tpotOf(sample);
  if (tpot === undefined) return;
  yield { metric: 'tpot', value: tpot };
  yield { metric: 'output_tokens_per_second', value: 1000 / tpot };
}

function* tokens({ tokens, maxTokens }: Sample): Generator<Measurement> {
  const counts = [
    ['max_tokens', maxTokens],
    ['input_tokens', tokens.input],
    ['output_tokens', tokens.output],
    ['cache_read_tokens', tokens.cacheRead],
    ['cache_write_tokens', tokens.cacheWrite],
    ['reasoning_tokens', tokens.reasoning],
  ] as const;
  for (const [metric, value] of counts) if (value !== undefined) yield { metric, value };
  yield* cacheHit(tokens);
}

/**
 * Yields the cache hit share, weighted by input tokens, so that the mean over answers is the share
 * of all tokens.
 */
function* cacheHit({ input, cacheRead, cacheWrite }: Sample['tokens']): Generator<Measurement> {
  if (input === undefined || (cacheRead === undefined && cacheWrite === undefined)) return;
  const read = cacheRead ?? 0;
  const weight = input + read + (cacheWrite ?? 0);
  if (weight > 0) yield { metric: 'cache_hit', value: read / weight, weight };
}
