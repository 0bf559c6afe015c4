import type { Reply } from '../../target/contract/target.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Times at which a calibration server received a request and sent each token of the answer. */
export interface ReferenceTimes {
  readonly received: Milliseconds;
  readonly sent: readonly Milliseconds[];
}

/**
 * Reads them out of an answer's text: instants in nanoseconds, the request's first. `origin` is what
 * was added to the client's clock to get the machine's. Undefined for any other text.
 */
export function readReferenceTimes(
  answer: string,
  origin: Milliseconds,
): ReferenceTimes | undefined {
  const texts = answer.trim().split(/\s+/);
  if (texts.length < 2 || !texts.every((text) => /^\d{18}$/.test(text))) return undefined;
  const [received = 0, ...sent] = texts.map((text) => Number(text) / 1e6 - origin);
  return { received, sent };
}

/** TimeErrors are how far the client's own times of one answer are from the true ones. */
export interface TimeErrors {
  /** Of the time to the first token: measured minus true. */
  readonly ttft: Milliseconds;
  /** Of the time to the last token. */
  readonly latency: Milliseconds;
  /** Of each gap between two reads of the socket, to either side. */
  readonly gaps: readonly Milliseconds[];
  /** When the client saw each token. */
  readonly seen: readonly Milliseconds[];
}

/** Undefined where the answer did not end well enough to have all its times. */
export function timeErrors(reply: Reply, truth: ReferenceTimes): TimeErrors | undefined {
  const { sent, firstVisible, lastToken } = reply.stamps;
  const [first] = truth.sent;
  const last = truth.sent.at(-1);
  if (sent === undefined || firstVisible === undefined || lastToken === undefined) return undefined;
  if (first === undefined || last === undefined) return undefined;
  const reads = readTimes(firstVisible, reply.chunkGaps);
  const readOf = assignReads(truth.sent, reads);
  const gaps: Milliseconds[] = [];
  let leader = first;
  for (const [index, at] of truth.sent.entries()) {
    if (index === 0 || readOf[index] === readOf[index - 1]) continue;
    gaps.push((reply.chunkGaps[gaps.length] ?? 0) - (at - leader));
    leader = at;
  }
  return {
    ttft: firstVisible - sent - (first - truth.received),
    latency: lastToken - sent - (last - truth.received),
    gaps,
    seen: readOf.map((read) => reads[read] ?? lastToken),
  };
}

function readTimes(first: Milliseconds, gaps: readonly Milliseconds[]): Milliseconds[] {
  const times = [first];
  for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap);
  return times;
}

/**
 * Which read each token came in, first in first out: the same as the token before it where that read
 * came after it was sent, else the next. Every read brought a token, so none is passed over, and as
 * many tokens are left over as there are reads.
 */
function assignReads(sent: readonly Milliseconds[], reads: readonly Milliseconds[]): number[] {
  const readOf: number[] = [];
  let read = 0;
  for (const [index, at] of sent.entries()) {
    const readsLeft = reads.length - 1 - read;
    const tokensLeft = sent.length - index;
    const shared = index === 0 || ((reads[read] ?? 0) >= at && readsLeft < tokensLeft);
    if (!shared && readsLeft > 0) read += 1;
    readOf.push(read);
  }
  return readOf;
}
