import { meanSigma, lognormalFactor } from '../../random/lognormal.ts';
import type { Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { assertJob } from '../base/job-check.ts';
import { createSequence, fill, newestOf, type Sequence } from '../base/sequence.ts';
import type { ServingOptions } from '../base/serving-options.ts';
import type { Emission, Serving } from '../base/serving.ts';
import type { EngineProfile } from '../profiles/profile.ts';
import { createDecodeRun, type DecodeRun } from './decode-run.ts';
import { createRequestQueue } from './request-queue.ts';

/** New sequences may fill the cache up to here; the rest is left for those running to grow (vLLM, Vidur). */
const WATERMARK = 0.99;

/**
 * An engine is a Serving with continuous batching and chunked prefill, as vLLM and its kin do it
 * (Yu et al. 2022, Orca; Kwon et al. 2023, PagedAttention; Agrawal et al. 2024, Sarathi-Serve).
 *
 *     arrive --overhead--> line --admitted--> prefilling --> decoding --> done
 *                           ^                                   |
 *                           +---------- preempted --------------+
 *
 * Each iteration first grants every decoding sequence one token, then spends what is left of the
 * batch on prefill: the unfinished prompt, then the head of the line while slots and cache allow.
 * Nobody overtakes the head. When the cache is full the newest sequence goes back to the front of
 * the line and its tokens are computed again. A job larger than the cache runs, but alone.
 */
export function createEngine(
  profile: EngineProfile,
  random: Random,
  options: ServingOptions = {},
): Serving {
  const edgesOnly = options.emissions === 'edges';
  const sequences = new Map<number, Sequence>();
  const waiting = createRequestQueue();
  const decoding: Sequence[] = [];
  /** Those the current iteration prefills. At most one, the last, is still unfinished after it. */
  let prefilling: Sequence[] = [];
  /** What came out since the last advance; arrivals and departures run the engine too. */
  let emissions: Emission[] = [];
  let kvUsed = 0;
  /** Cache tokens of the decoding sequences. */
  let context = 0;
  let admissions = 0;
  /** The running iterations, one unless nobody wants to hear of those between; undefined while idle. */
  let decodeRun: DecodeRun | undefined;
  /** How many of them will run: fewer when a sequence comes in the middle. */
  let running = 0;
  let lastEnd: Milliseconds = Number.NEGATIVE_INFINITY;

  function nextStep(): Milliseconds | undefined {
    return decodeRun?.endOf(running) ?? waiting.nextAt;
  }

  /** Does what is due at `at`, which is nextStep(). */
  function step(at: Milliseconds): void {
    if (decodeRun === undefined) return startStep(Math.max(at, lastEnd));
    lastEnd = at;
    grow(running - 1);
    finishStep(at);
    startStep(at);
  }

  /** Arrivals and departures of an instant come before the engine's own step at it. */
  function runBefore(now: Milliseconds): void {
    for (let at = nextStep(); at !== undefined && at < now; at = nextStep()) step(at);
  }

  function startStep(at: Milliseconds): void {
    waiting.lineUp(at);
    const preempted = makeRoom();
    const prefillTokens = prefill(profile.batchTokens - decoding.length, !preempted);
    if (decoding.length + prefilling.length === 0) {
      decodeRun = undefined;
      return;
    }
    const duration =
      profile.stepBase +
      profile.perPrefillToken * prefillTokens +
      profile.perSequence * decoding.length +
      (profile.perContextKilotoken * context) / 1000;
    const count = edgesOnly && prefilling.length === 0 && !preempted ? untilChange() : 1;
    const factor = lognormalFactor(random, meanSigma(profile.stepSigma, count));
    decodeRun = createDecodeRun({
      start: at,
      count,
      first: duration * factor,
      growth: ((profile.perContextKilotoken * decoding.length) / 1000) * factor,
    });
    running = count;
    if (waiting.nextAt !== undefined) shorten(waiting.nextAt);
  }

  /** How many iterations only decode: until a sequence is done, or the cache is full. */
  function untilChange(): number {
    const room =
      decoding.length === 1
        ? Number.POSITIVE_INFINITY
        : Math.floor((profile.kvTokens - kvUsed) / decoding.length);
    return decoding.reduce(
      (least, { output, generated }) => Math.min(least, Math.max(1, output - generated)),
      Math.max(1, room),
    );
  }

  /** A sequence that joins at `at` is admitted by the first iteration that starts then or later. */
  function shorten(at: Milliseconds): void {
    if (decodeRun !== undefined) running = Math.min(running, decodeRun.endingFrom(at));
  }

  /** Gives every decoding sequence so many tokens of which nobody is told. */
  function grow(tokens: number): void {
    if (tokens === 0) return;
    for (const sequence of decoding) {
      sequence.kv += tokens;
      sequence.generated += tokens;
    }
    kvUsed += tokens * decoding.length;
    context += tokens * decoding.length;
  }

  /** Brings the sequences up to the iteration that runs at `now`, and leaves only that one running. */
  function settle(now: Milliseconds): void {
    if (decodeRun === undefined || running === 1) return;
    const current = Math.min(running, decodeRun.endingFrom(now));
    const start = decodeRun.endOf(current - 1);
    grow(current - 1);
    decodeRun = createDecodeRun({
      start,
      count: 1,
      first: decodeRun.endOf(current) - start,
      growth: 0,
    });
    running = 1;
  }

  /** Preempts until each decoding sequence can grow by a token. The last one running always may. */
  function makeRoom(): boolean {
    let preempted = false;
    while (kvUsed + decoding.length > profile.kvTokens && decoding.length + prefilling.length > 1) {
      const newest = prefilling.at(-1) ?? newestOf(decoding);
      leave(newest);
      newest.unfilled = newest.input + newest.generated - newest.cached;
      waiting.takeBack(newest);
      preempted = true;
    }
    return preempted;
  }

  /** Spends up to `budget` tokens on prompts and returns how many it spent. */
  function prefill(budget: number, mayAdmit: boolean): number {
    let left = budget;
    for (const sequence of prefilling) left -= fill(sequence, left);
    while (mayAdmit && left > 0 && decoding.length + prefilling.length < profile.maxSequences) {
      const next = waiting.first;
      if (next === undefined) break;
      const kv = next.input + next.generated + 1;
      const alone = decoding.length + prefilling.length === 0;
      if (!alone && kvUsed + kv > WATERMARK * profile.kvTokens) break;
      waiting.shift();
      next.kv = kv;
      next.admitted = admissions++;
      kvUsed += kv;
      prefilling.push(next);
      left -= fill(next, left);
    }
    return Math.max(0, budget) - Math.max(0, left);
  }

  function finishStep(at: Milliseconds): void {
    // Backwards, because a finished sequence is replaced by the last one.
    for (let i = decoding.length - 1; i >= 0; i--) {
      const sequence = decoding[i];
      if (sequence === undefined) continue;
      sequence.kv++;
      kvUsed++;
      context++;
      emit(sequence, at);
    }
    const filled = prefilling;
    prefilling = [];
    for (const sequence of filled) {
      if (sequence.unfilled > 0) {
        prefilling.push(sequence);
        continue;
      }
      decoding.push(sequence);
      context += sequence.kv;
      emit(sequence, at);
    }
  }

  function emit(sequence: Sequence, at: Milliseconds): void {
    const first = sequence.generated === 0;
    if (sequence.generated < sequence.output) sequence.generated++;
    const done = sequence.generated === sequence.output;
    if (!edgesOnly || first || done) {
      emissions.push({ id: sequence.id, at, tokens: sequence.generated, done });
    }
    if (!done) return;
    leave(sequence);
    sequences.delete(sequence.id);
  }

  /** Takes a sequence out of the batch and frees its cache. */
  function leave(sequence: Sequence): void {
    const place = decoding.indexOf(sequence);
    if (place === -1) {
      prefilling = prefilling.filter((other) => other !== sequence);
    } else {
      const last = decoding.pop();
      if (last !== undefined && last !== sequence) decoding[place] = last;
      context -= sequence.kv;
    }
    kvUsed -= sequence.kv;
    sequence.kv = 0;
  }

  return {
    arrive(job, now) {
      assertJob(job, now, sequences);
      // Draws random numbers in the order of time, however late we are advanced.
      runBefore(now);
      const overhead = profile.overhead * lognormalFactor(random, profile.overheadSigma);
      const sequence = createSequence(job, now + overhead);
      sequences.set(job.id, sequence);
      waiting.add(sequence);
      shorten(sequence.at);
      return sequence.cached;
    },
    nextAt: () => emissions[0]?.at ?? nextStep(),
    advance(now) {
      for (let at = nextStep(); at !== undefined && at <= now; at = nextStep()) step(at);
      const due = emissions;
      emissions = [];
      return due;
    },
    cancel(id, now) {
      runBefore(now);
      settle(now);
      const sequence = sequences.get(id);
      if (sequence === undefined) return;
      sequence.gone = true;
      if (sequence.kv > 0) leave(sequence);
      sequences.delete(id);
    },
    get inFlight() {
      return sequences.size;
    },
  };
}
