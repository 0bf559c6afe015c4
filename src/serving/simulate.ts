import type { Milliseconds } from '../time/duration.ts';
import type { Emission, Job, Serving } from './base/serving.ts';

/** Result of simulating a sequence of jobs under a virtual clock. */
export interface Simulation {
  /** In order of arrival. */
  readonly jobs: readonly SimulatedJob[];
  /** End of the last job. */
  readonly end: Milliseconds;
  /** Time average of jobs in the system, from the first arrival to the end. */
  readonly meanInFlight: number;
}

export interface SimulatedJob {
  readonly id: number;
  readonly at: Milliseconds;
  readonly firstToken: Milliseconds;
  readonly end: Milliseconds;
}

/**
 * Runs jobs, in order of arrival, through an idle serving until all are done. Uses a virtual clock
 * that jumps from event to event.
 */
export function simulate(
  serving: Serving,
  jobs: Iterable<Job & { readonly at: Milliseconds }>,
): Simulation {
  const simulated: { id: number; at: number; firstToken: number; end: number }[] = [];
  const indexOf = new Map<number, number>();
  let now: Milliseconds | undefined;
  let start: Milliseconds = 0;
  let jobTime = 0;

  /** Advances the clock; adds the elapsed time, weighted by the jobs in flight. */
  function moveTo(at: Milliseconds): void {
    if (now === undefined) start = at;
    else if (at < now)
      throw new RangeError(`Jobs must come in order of time: ${at} is before ${now}.`);
    else jobTime += serving.inFlight * (at - now);
    now = at;
  }

  function record(emission: Emission): void {
    const job = simulated[indexOf.get(emission.id) ?? -1];
    if (job === undefined) throw new Error(`Job ${emission.id} was never given to the simulation.`);
    if (Number.isNaN(job.firstToken)) job.firstToken = emission.at;
    if (!emission.done) return;
    job.end = emission.at;
    indexOf.delete(emission.id);
  }

  function runBefore(limit: Milliseconds): void {
    for (let at = serving.nextAt(); at !== undefined && at < limit; at = serving.nextAt()) {
      moveTo(at);
      for (const emission of serving.advance(at)) record(emission);
    }
  }

  for (const job of jobs) {
    runBefore(job.at);
    moveTo(job.at);
    indexOf.set(job.id, simulated.length);
    simulated.push({ id: job.id, at: job.at, firstToken: Number.NaN, end: Number.NaN });
    serving.arrive(job, job.at);
  }
  runBefore(Number.POSITIVE_INFINITY);
  const end = now ?? 0;
  return { jobs: simulated, end, meanInFlight: end > start ? jobTime / (end - start) : 0 };
}
