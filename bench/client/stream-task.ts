import { readReferenceTimes, timeErrors } from '../../src/runner/calibration/reference-times.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { steadyLoad } from './load.ts';
import { createSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** A StreamTask is so many streams of 20 ms a token at once, and how wrong the client's times are. */
export interface StreamTask {
  readonly subject: Subject;
  readonly url: string;
  readonly streams: number;
  /** Of one answer, ms; the streams start spread over it. */
  readonly answer: number;
  readonly measured: number;
}

/** Times in ms: when the client saw a token, minus when it was sent. */
export interface StreamFigures {
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly elu: number;
  readonly cpuMicrosPerEvent: number;
  /** Of each answer's first token. */
  readonly first: Spread;
  /** Of each token. */
  readonly each: Spread;
  /** The share of the tokens sent in the window that the client saw within half their interval, 10 ms. */
  readonly delivered: number;
}

export interface Spread {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export async function runStreamTask(task: StreamTask): Promise<StreamFigures> {
  const { streams, answer, measured } = task;
  const target = await createSubject(task.subject, task.url);
  const replies: Reply[] = [];
  const load = { streams, spread: answer, warm: 1.5 * answer, measured };
  const window = await steadyLoad(target, load, (reply) => replies.push(reply));
  await target.close();
  // Between two readings lies the time of reading; the smallest of several is the nearest.
  const origin = Math.min(
    ...Array.from({ length: 100 }, () => {
      const now = performance.now();
      return Number(process.hrtime.bigint()) / 1e6 - now;
    }),
  );
  const inside = (at: number): boolean => at >= window.start && at < window.stop;
  const first: number[] = [];
  const each: number[] = [];
  let seenInside = 0;
  let dueInside = 0;
  for (const reply of replies) {
    const truth = readReferenceTimes(reply.answer, origin);
    const found = truth && timeErrors(reply, truth);
    if (truth === undefined || found === undefined) {
      throw new Error(`an answer holds no times: ${JSON.stringify(reply).slice(0, 500)}`);
    }
    for (const [index, sent] of truth.sent.entries()) {
      const seen = found.seen[index] ?? Number.NaN;
      if (inside(seen)) seenInside += 1;
      if (!inside(sent)) continue;
      dueInside += 1;
      each.push(seen - sent);
      if (index === 0) first.push(seen - sent);
    }
  }
  return {
    events: seenInside,
    eventsPerSecond: (1000 * seenInside) / (window.stop - window.start),
    elu: window.elu,
    cpuMicrosPerEvent: window.cpu / seenInside,
    first: spread(first),
    each: spread(each),
    delivered: dueInside === 0 ? 0 : each.filter((error) => error < 10).length / dueInside,
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
