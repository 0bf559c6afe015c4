import type { Sample } from '../../sample/sample.ts';

/**
 * How one target streams its answers.
 *
 * - `true`: tokens arrive as they are generated.
 * - `batched`: they arrive in batches of more than ten.
 * - `fake`: all tokens arrive at the end, so the first one waits for the last.
 */
export interface Streaming {
  readonly kind: 'true' | 'batched' | 'fake';
  /** Answers long enough to classify, and how many of them were batched and fake. */
  readonly judged: number;
  readonly batched: number;
  readonly fake: number;
}

/** Minimum tokens: a shorter answer may arrive at once from any service. */
const MIN_TOKENS = 20;

/** Tokens per socket read above which a stream is batched. */
const BATCH_TOKENS = 10;

/** A stream within this last share of the request's time came at the end ... */
const END_SHARE = 0.05;

/** ... if it was faster than any model generates, in tokens per millisecond. */
const MAX_PACE = 1;

/**
 * Classifies one answer's stream; undefined if the answer is not `ok`, has fewer than 20 streamed
 * tokens, or an unknown number. Reasoning that was counted but not streamed does not count.
 *
 * Fake: one socket read, or all within the last 5 % of the request's time at more than 1,000 tokens
 * a second. Batched: more than 10 tokens per read, where a read is counted by its first content
 * chunk (`chunks` - `readsShared`). Reads that merged because the client was busy look batched too;
 * the validity check reports those.
 */
export function streamingOf(sample: Sample): Streaming['kind'] | undefined {
  const { outcome, stamps, streamed, chunks, readsShared } = sample;
  const { sent, firstToken, lastToken } = stamps;
  if (outcome !== 'ok' || streamed === undefined) return undefined;
  const output = streamed.first + streamed.later;
  if (output < MIN_TOKENS) return undefined;
  if (sent === undefined || firstToken === undefined || lastToken === undefined) return undefined;
  const reads = chunks - readsShared;
  const spread = lastToken - firstToken;
  const atTheEnd = spread <= END_SHARE * (lastToken - sent) && streamed.later > MAX_PACE * spread;
  if (reads <= 1 || atTheEnd) return 'fake';
  return output > BATCH_TOKENS * reads ? 'batched' : 'true';
}

/** Classifies one target's streams by the majority of its answers. */
export class StreamingTally {
  readonly #counts = { true: 0, batched: 0, fake: 0 };

  add(sample: Sample): void {
    const kind = streamingOf(sample);
    if (kind !== undefined) this.#counts[kind]++;
  }

  /** Undefined where no answer could be classified. */
  streaming(): Streaming | undefined {
    const { true: genuine, batched, fake } = this.#counts;
    const judged = genuine + batched + fake;
    if (judged === 0) return undefined;
    const kind = 2 * fake >= judged ? 'fake' : 2 * (fake + batched) >= judged ? 'batched' : 'true';
    return { kind, judged, batched, fake };
  }
}
