import { hash } from 'node:crypto';
import { type Canaries, searchCanaries } from '../../dataset/canary.ts';
import { keepsTo } from '../../dataset/query/output-schema.ts';
import type { Query } from '../../dataset/query/query.ts';
import type { Citation } from '../../sample/citation.ts';
import type {
  Attempt,
  Failure,
  SubRequest,
  Sample,
  SdkStamps,
  Timestamps,
} from '../../sample/sample.ts';
import type { Load } from '../../scenario/load/load.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { RequestResult } from './retrying-request.ts';

/** The record of one arrival: its sample, and the reply's text and chunk gaps. */
export interface ArrivalRecord {
  readonly sample: Sample;
  readonly query: Query;
  readonly answer: string;
  readonly citations?: readonly Citation[];
  readonly chunkGaps: readonly Milliseconds[];
}

/** Position and times of an arrival; `due` and `freed` are clock times. */
export interface ArrivalSlot {
  readonly index: number;
  readonly due: Milliseconds;
  /**
   * Clock time at which a slot became free, or the wait was abandoned; absent if it did not wait.
   */
  readonly freed?: Milliseconds;
  readonly load: Pick<Load, 'name' | 'target' | 'tags'>;
  readonly phase: Sample['phase'];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The record of an arrival that was sent. `start` is the run's start on the clock.
 *
 * Here and wherever each request passes, a literal begins with a member of its own: one that begins
 * with a spread gets a new hidden class each time, in old space, and another with each member after
 * it (V8 11.3, of Node 20). Of a sample that was 4 KB and 8 µs.
 * Delete the rule when Node 20 goes: from Node 22 on both orders cost the same (docs/engines.md).
 */
export function recordOf(
  slot: ArrivalSlot,
  query: Query,
  exchange: RequestResult,
  {
    start,
    canaries,
    costUsd,
    costAtLeastUsd,
    costAtMostUsd,
    maxTokens,
    toolsOffered = false,
  }: {
    start: Milliseconds;
    canaries: Canaries;
    costUsd?: number;
    costAtLeastUsd?: number;
    costAtMostUsd?: number;
    /** Maximum output tokens requested; absent if the request set none. */
    maxTokens?: number;
    /** Whether the target itself offers tools to the model. */
    toolsOffered?: boolean;
  },
): ArrivalRecord {
  const { reply } = exchange;
  const { leaks, own } = searchCanaries(textsOf(reply), query.tenant, canaries);
  const sample: Sample = {
    index: slot.index,
    ...belonging(slot, query, reply.route),
    due: slot.due - start,
    ...(slot.freed === undefined ? {} : { freed: slot.freed - start }),
    stamps: shift(reply.stamps, start),
    end: reply.end - start,
    ...(reply.seen === undefined ? {} : { seen: shiftSeen(reply.seen, start) }),
    chunks: reply.chunks,
    readsShared: reply.readsShared,
    outcome: reply.outcome,
    ...(reply.error === undefined ? {} : { error: reply.error }),
    attempts: exchange.attempts.map((attempt) => shiftAttempt(attempt, start)),
    tokens: reply.tokens,
    ...(reply.streamed === undefined ? {} : { streamed: reply.streamed }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(reply.stopReason === undefined ? {} : { stopReason: reply.stopReason }),
    ...(reply.finish === undefined ? {} : { finish: reply.finish }),
    ...(reply.empty === undefined ? {} : { empty: reply.empty }),
    ...(reply.unread === undefined ? {} : { unread: reply.unread }),
    ...shapeOf(query, reply, toolsOffered),
    ...(reply.server === undefined ? {} : { server: reply.server }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(costAtLeastUsd === undefined ? {} : { costAtLeastUsd }),
    ...(costAtMostUsd === undefined ? {} : { costAtMostUsd }),
    ...(reply.answer === '' ? {} : { answerHash: digest(reply.answer) }),
    ...(leaks === undefined ? {} : { leaks }),
    ...(own === undefined ? {} : { ownCanaries: own }),
  };
  const { answer, citations, chunkGaps } = reply;
  return { sample, query, answer, ...(citations === undefined ? {} : { citations }), chunkGaps };
}

/** Returns what the answer did with the tools offered or the schema requested. */
function shapeOf(
  { tools, output }: Query,
  { outcome, toolCalls = 0, answer }: RequestResult['reply'],
  toolsOffered: boolean,
): Pick<Sample, 'toolCalls' | 'schemaValid'> {
  if (outcome !== 'ok') return NO_SHAPE;
  if (tools !== undefined || toolsOffered) return { toolCalls };
  return output === undefined ? NO_SHAPE : { schemaValid: keepsTo(output.schema, answer) };
}

const NO_SHAPE = {};

/** Returns the texts of a reply that are searched for canaries; no canary spans two of them. */
function textsOf({ answer, citations = [] }: RequestResult['reply']): string {
  return [answer, ...citations.map(({ text }) => text)].filter((text) => text !== '').join('\n|\n');
}

/**
 * Creates the record of an arrival that was due but not sent: a failure without cost. `why` gives a
 * reason other than busy slots.
 */
export function droppedRecord(
  slot: ArrivalSlot,
  query: Query,
  start: Milliseconds,
  why?: Failure,
): ArrivalRecord {
  const sample: Sample = {
    index: slot.index,
    ...belonging(slot, query),
    due: slot.due - start,
    ...(slot.freed === undefined ? {} : { freed: slot.freed - start }),
    stamps: {},
    end: slot.due - start,
    chunks: 0,
    readsShared: 0,
    outcome: 'dropped',
    ...(why === undefined ? {} : { error: why }),
    attempts: [],
    tokens: { source: 'unknown' },
    costUsd: 0,
  };
  return { sample, query, answer: '', chunkGaps: [] };
}

function belonging(slot: ArrivalSlot, query: Query, route?: string) {
  return {
    scenario: slot.load.name,
    target: slot.load.target,
    phase: slot.phase,
    queryId: query.id,
    ...(query.tenant === undefined ? {} : { tenant: query.tenant }),
    ...(query.session === undefined ? {} : { session: query.session }),
    tags: Object.assign(
      {},
      slot.tags,
      query.tags,
      slot.load.tags,
      route === undefined ? {} : { route },
    ),
  };
}

function shiftAttempt(attempt: Attempt, start: Milliseconds): Attempt {
  const { sent, end, outcome, begun, reconnections, legs } = attempt;
  return {
    sent: sent - start,
    end: end - start,
    outcome,
    ...(begun === undefined ? {} : { begun }),
    ...(reconnections === undefined ? {} : { reconnections }),
    ...(legs === undefined ? {} : { legs: legs.map((leg) => shiftLeg(leg, start)) }),
  };
}

function shiftLeg({ sent, legs, ...leg }: SubRequest, start: Milliseconds): SubRequest {
  return {
    ...leg,
    ...(sent === undefined ? {} : { sent: sent - start }),
    end: leg.end - start,
    ...(legs === undefined ? {} : { legs: legs.map((each) => shiftLeg(each, start)) }),
  };
}

function shift(stamps: Timestamps, start: Milliseconds): Timestamps {
  const shifted: { -readonly [Name in keyof Timestamps]: Milliseconds } = {};
  let name: keyof Timestamps;
  for (name in stamps) shifted[name] = (stamps[name] ?? 0) - start;
  return shifted;
}

function shiftSeen({ end, ...stamps }: SdkStamps, start: Milliseconds): SdkStamps {
  return { end: end - start, ...shift(stamps, start) };
}

/** Uses the one-call hash: a Hash object stays in memory until a major garbage collection. */
function digest(text: string): string {
  return hash('sha256', text).slice(0, 16);
}
