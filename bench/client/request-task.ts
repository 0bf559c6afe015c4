import { steadyLoad } from './load.ts';
import { createSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** A RequestTask is 64 requests at once whose answers are one JSON body each. */
export interface RequestTask {
  readonly subject: Subject;
  readonly url: string;
  readonly measured: number;
}

export interface RequestFigures {
  readonly requests: number;
  readonly cpuMicrosPerRequest: number;
}

export async function runRequestTask({
  subject,
  url,
  measured,
}: RequestTask): Promise<RequestFigures> {
  const target = await createSubject(subject, url);
  const ends: number[] = [];
  const load = { streams: 64, spread: 50, warm: 1500, measured };
  // Nothing is kept of a reply but its end: what is kept must be collected, and counts as its cost.
  const window = await steadyLoad(target, load, (reply) => {
    if (reply.outcome !== 'ok') throw new Error(`a request failed: ${JSON.stringify(reply)}`);
    ends.push(reply.end);
  });
  await target.close();
  const requests = ends.filter((end) => end >= window.start && end < window.stop).length;
  return { requests, cpuMicrosPerRequest: window.cpu / requests };
}
