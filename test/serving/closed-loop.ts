import type { Serving } from '../../src/serving/base/serving.ts';
import type { Milliseconds } from '../../src/time/duration.ts';

export interface Served {
  readonly at: Milliseconds;
  readonly output: number;
  firstToken: Milliseconds;
  end: Milliseconds;
}

/**
 * A closed loop keeps `users` jobs in a Serving until `total` are done, as benchmark tools do.
 * Returns them in order of their end.
 */
export function closedLoop(
  serving: Serving,
  users: number,
  total: number,
  nextJob: () => { inputTokens: number; outputTokens: number },
): Served[] {
  const running = new Map<number, Served>();
  const done: Served[] = [];
  let id = 0;
  const ask = (at: Milliseconds): void => {
    const job = nextJob();
    running.set(id, { at, output: job.outputTokens, firstToken: Number.NaN, end: Number.NaN });
    serving.arrive({ id: id++, ...job }, at);
  };
  for (let user = 0; user < users; user++) ask(0);
  while (done.length < total) {
    const next = serving.nextAt();
    if (next === undefined) throw new Error('The server is idle before all is done.');
    for (const emission of serving.advance(next)) {
      const served = running.get(emission.id);
      if (served === undefined) throw new Error(`Nobody asked for ${emission.id}.`);
      if (Number.isNaN(served.firstToken)) served.firstToken = emission.at;
      if (!emission.done) continue;
      served.end = emission.at;
      running.delete(emission.id);
      done.push(served);
      ask(emission.at);
    }
  }
  return done;
}
