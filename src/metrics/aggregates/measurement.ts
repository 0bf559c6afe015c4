import type { Attempt, Sample } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { MetricName } from '../catalogue/metric.ts';

/** A Measurement is one value that a sample contributes to one metric. */
export interface Measurement {
  readonly metric: MetricName;
  /** In the metric's unit; 1 or 0 for a rate; `unknown` where nobody can tell, which no sum may hide. */
  readonly value: number | 'unknown';
  /** What it is at least, where it is unknown. */
  readonly atLeast?: number;
  /** Whether it is a lower bound: the wait of someone who got no answer. */
  readonly isBound?: true;
  /** How much it counts in a mean: 1 when absent. */
  readonly weight?: number;
}

/** What counts as a good answer, per request. An absent objective is always met. */
export interface Objectives {
  readonly latency?: Milliseconds;
  readonly ttft?: Milliseconds;
}

/**
 * Everything one sample contributes, but the gaps between its chunks.
 *
 * Times enter for `ok` samples only, with two exceptions. `lateness` enters for all that were sent, as it is
 * ours and not the target's. What the user of any other arrival waited enters `latency`, and `ttft` where
 * nothing visible came, as a lower bound: without it a target would be the faster the more it fails.
 */
export function* measure(sample: Sample, objectives: Objectives): Generator<Measurement> {
  yield* counts(sample, objectives);
  const firstSent = sample.attempts[0]?.sent ?? sample.stamps.sent;
  if (firstSent !== undefined) yield { metric: 'lateness', value: firstSent - sample.due };
  const wait = slotWaitOf(sample);
  if (wait !== undefined) yield { metric: 'slot_wait', value: wait };
  yield* connection(sample);
  yield* tokens(sample);
  if (sample.outcome !== 'ok') return yield* waits(sample);
  yield* content(sample);
  yield* times(sample);
  yield* pace(sample);
}

/** What an arrival waited for a slot, or until it was given up in the queue; undefined if it queued for none. */
export function slotWaitOf({ attempts, due, freed }: Sample): Milliseconds | undefined {
  if (freed !== undefined) return Math.max(0, freed - due);
  return attempts.length === 0 ? undefined : 0;
}

/** The waits that no answer ended: how long they were when they did end is the least that is known of them. */
function* waits(sample: Sample): Generator<Measurement> {
  const { firstVisible } = sample.stamps;
  const waited = latencyOf(sample);
  yield { metric: 'latency', value: waited, isBound: true };
  if (firstVisible === undefined) yield { metric: 'ttft', value: waited, isBound: true };
  else yield { metric: 'ttft', value: firstVisible - sample.due };
}

/** What the user waited for the whole answer, from due. */
export function latencyOf(sample: Sample): Milliseconds {
  return finish(sample) - sample.due;
}

/**
 * The time of a token that crossed the wire after the first chunk. A body that came in one piece has
 * none: its first token is its last. Neither has a stream of which nobody knows how many tokens it held.
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

/** Where nothing stamped the content (no stream, no token), the last byte stands in for it. */
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

/** Without a first visible token the user saw nothing before the end, so the end is judged. */
function isGood(sample: Sample, objectives: Objectives): boolean {
  if (sample.outcome !== 'ok') return false;
  const ttft = (sample.stamps.firstVisible ?? finish(sample)) - sample.due;
  return (
    latencyOf(sample) <= (objectives.latency ?? Number.POSITIVE_INFINITY) &&
    ttft <= (objectives.ttft ?? Number.POSITIVE_INFINITY)
  );
}

/** How often requests went out again on a new connection; those of a route's parts too. */
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
 * Absent where it cannot be told: nothing came back to say whether the socket was warm, or a second
 * one was opened when a first was lost.
 */
function* connection({ stamps, attempts }: Sample): Generator<Measurement> {
  if (stamps.sent === undefined || reconnectionsOf(attempts) > 0) return;
  if (stamps.connected !== undefined) {
    yield { metric: 'connect_time', value: stamps.connected - stamps.sent };
  } else if (stamps.firstByte !== undefined) {
    yield { metric: 'connect_time', value: 0 };
  }
}

/** What the answer holds. Where nothing says why it ended, nobody knows whether it was cut. */
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

/** What the SDK added to the socket's own times, where an application's were kept. */
function* decoding({ stamps, seen }: Sample): Generator<Measurement> {
  const pairs = [
    ['decode_overhead', stamps.firstVisible, seen?.firstVisible],
    ['decode_delay', stamps.lastToken, seen?.lastToken],
  ] as const;
  for (const [metric, read, handed] of pairs) {
    if (read !== undefined && handed !== undefined) yield { metric, value: handed - read };
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

/** Weighed by the input tokens, so that the mean over answers is the share of all tokens. */
function* cacheHit({ input, cacheRead, cacheWrite }: Sample['tokens']): Generator<Measurement> {
  if (input === undefined || (cacheRead === undefined && cacheWrite === undefined)) return;
  const read = cacheRead ?? 0;
  const weight = input + read + (cacheWrite ?? 0);
  if (weight > 0) yield { metric: 'cache_hit', value: read / weight, weight };
}
