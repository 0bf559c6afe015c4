import type { Milliseconds } from '../../time/duration.ts';
import type { Job } from './serving.ts';

/** Throws a RangeError for an impossible job: a defect of the caller. */
export function assertJob(
  job: Job,
  now: Milliseconds,
  inFlight: ReadonlyMap<number, unknown>,
): void {
  if (inFlight.has(job.id)) throw new RangeError(`Job ${job.id} is in flight already.`);
  if (!Number.isFinite(now)) throw new RangeError(`Job ${job.id} arrives at ${now} ms.`);
  for (const count of [job.inputTokens, job.outputTokens, job.cachedTokens ?? 0]) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`Job ${job.id} has ${count} tokens; a whole number from 0 is needed.`);
    }
  }
}
