import type { Sample } from '../../sample/sample.ts';

/**
 * A Streaming is what one target's streams turned out to be.
 *
 * - `true`: tokens came as they were made.
 * - `batched`: they came in lumps of more than ten.
 * - `fake`: everything came at the end, so the first word waits for the last.
 */
export interface Streaming {
  readonly kind: 'true' | 'batched' | 'fake';
  /** Answers long enough to tell, and how many of them were batched and fake. */
  readonly judged: number;
  readonly batched: number;
  readonly fake: number;
}

/** A shorter answer may come at once from the best of services. */
const LONG_ENOUGH = 20;

/** More streamed tokens than this to one socket read with content, and they come in lumps. */
const LUMP = 10;

/** A stream that takes this share of its request's time, or less, came at the end ... */
const AT_THE_END = 0.05;

/** ... if its pace is one at which no model writes: tokens a millisecond. */
const PACE = 1;

/**
 * What one answer's stream was; undefined where it cannot be told: not `ok`, fewer than 20 tokens
 * streamed, or nobody knows how many. Thinking that was counted and not streamed is none of them.
 *
 * Fake is what came in one socket read, or within the last 5 % of the request's time at more than
 * 1,000 tokens a second. Batched is what came at more than 10 tokens to a read, reads counted by
 * their first content chunk (`chunks` - `readsShared`). Reads that the client joined because it was
 * busy look batched too: validity speaks of those.
 */
export function streamingOf(sample: Sample): Streaming['kind'] | undefined {
  const { outcome, stamps, streamed, chunks, readsShared } = sample;
  const { sent, firstToken, lastToken } = stamps;
  if (outcome !== 'ok' || streamed === undefined) return undefined;
  const output = streamed.first + streamed.later;
  if (output < LONG_ENOUGH) return undefined;
  if (sent === undefined || firstToken === undefined || lastToken === undefined) return undefined;
  const reads = chunks - readsShared;
  const spread = lastToken - firstToken;
  const atTheEnd = spread <= AT_THE_END * (lastToken - sent) && streamed.later > PACE * spread;
  if (reads <= 1 || atTheEnd) return 'fake';
  return output > LUMP * reads ? 'batched' : 'true';
}

/** A StreamingTally tells one target's streams by the majority of its answers. */
export class StreamingTally {
  readonly #counts = { true: 0, batched: 0, fake: 0 };

  add(sample: Sample): void {
    const kind = streamingOf(sample);
    if (kind !== undefined) this.#counts[kind]++;
  }

  /** Undefined where no answer could be told. */
  streaming(): Streaming | undefined {
    const { true: whole, batched, fake } = this.#counts;
    const judged = whole + batched + fake;
    if (judged === 0) return undefined;
    const kind = 2 * fake >= judged ? 'fake' : 2 * (fake + batched) >= judged ? 'batched' : 'true';
    return { kind, judged, batched, fake };
  }
}
