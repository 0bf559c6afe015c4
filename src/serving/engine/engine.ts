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

/**
 * Cache share that new sequences may fill; the rest is reserved for running ones to grow (vLLM,
 * Vidur).
 */
const WATERMARK = 0.99;

/**
 * Creates a serving with continuous batching and chunked prefill, as in vLLM (Yu et al. 2022, Orca;
 * Kwon et al. 2023, PagedAttention; Agrawal et al. 2024, Sarathi-Serve).
 *
 *     arrive --overhead--> queue --admitted--> prefilling --> decoding --> done
 *                            ^                                   |
 *                            +---------- preempted --------------+
 *
 * Each iteration first grants every decoding sequence one token, then spends the rest of the batch
 * on prefill: the unfinished prompt, then the head of the queue while slots and cache allow. The
 * queue is first in, first out. When the cache is full, the newest sequence returns to the head of
 * the queue and its tokens are computed again. A job larger than the cache runs, but alone.
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
  /** Sequences that the current iteration prefills. At most the last one is unfinished after it. */
  let prefilling: Sequence[] = [];
  /** Emissions since the last advance; arrivals and cancellations run the engine too. */
  let emissions: Emission[] = [];
  let kvUsed = 0;
  /** Context tokens of the decoding sequences. */
  let context = 0;
  let admissions = 0;
  /**
   * The running iterations: one, or several decode-only ones with `edges`; undefined while idle.
   */
  let decodeRun: DecodeRun | undefined;
  /** Number of them that will run: fewer when a sequence arrives in between. */
  let running = 0;
  let lastEnd: Milliseconds = Number.NEGATIVE_INFINITY;

  function nextStep(): Milliseconds | undefined {
    return decodeRun?.endOf(running) ?? waiting.nextAt;
  }

  /** Runs the step due at `at`, which is nextStep(). */
  function step(at: Milliseconds): void {
    if (decodeRun === undefined) return startStep(Math.max(at, lastEnd));
    lastEnd = at;
    grow(running - 1);
    finishStep(at);
    startStep(at);
  }

  /**
   * Runs the steps before `now`. Arrivals and cancellations at an instant precede the engine's step
   * at it.
   */
  function runBefore(now: Milliseconds): void {
    for (let at = nextStep(); at !== undefined && at < now; at = nextStep()) step(at);
  }

  function startStep(at: Milliseconds): void {
    waiting.enqueueArrived(at);
    const preempted = preemptUntilFits();
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

  /** Returns the number of decode-only iterations until a sequence is done or the cache is full. */
  function untilChange(): number {
    const iterationsUntilFull =
      decoding.length === 1
        ? Number.POSITIVE_INFINITY
        : Math.floor((profile.kvTokens - kvUsed) / decoding.length);
    return decoding.reduce(
      (least, { output, generated }) => Math.min(least, Math.max(1, output - generated)),
      Math.max(1, iterationsUntilFull),
    );
  }

  /**
   * Shortens the run: a sequence that joins at `at` is admitted by the first iteration that starts
   * then or later.
   */
  function shorten(at: Milliseconds): void {
    if (decodeRun !== undefined) running = Math.min(running, decodeRun.endingFrom(at));
  }

  /** Adds tokens to every decoding sequence without emissions. */
  function grow(tokens: number): void {
    if (tokens === 0) return;
    for (const sequence of decoding) {
      sequence.kv += tokens;
      sequence.generated += tokens;
    }
    kvUsed += tokens * decoding.length;
    context += tokens * decoding.length;
  }

  /**
   * Advances the sequences to the iteration that runs at `now`, and keeps only that one running.
   */
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

  /**
   * Preempts until each decoding sequence can grow by a token; never preempts the last one running.
   * Returns whether it preempted any.
   */
  function preemptUntilFits(): boolean {
    let preempted = false;
    while (kvUsed + decoding.length > profile.kvTokens && decoding.length + prefilling.length > 1) {
      const newest = prefilling.at(-1) ?? newestOf(decoding);
      removeFromBatch(newest);
      newest.unfilled = newest.input + newest.generated - newest.cached;
      waiting.requeue(newest);
      preempted = true;
    }
    return preempted;
  }

  /** Spends up to `budget` tokens on prompts and returns the number spent. */
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
    // In reverse, because a finished sequence is replaced by the last one.
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
    removeFromBatch(sequence);
    sequences.delete(sequence.id);
  }

  /** Removes a sequence from the batch and frees its cache. */
  function removeFromBatch(sequence: Sequence): void {
    const index = decoding.indexOf(sequence);
    if (index === -1) {
      prefilling = prefilling.filter((other) => other !== sequence);
    } else {
      const last = decoding.pop();
      if (last !== undefined && last !== sequence) decoding[index] = last;
      context -= sequence.kv;
    }
    kvUsed -= sequence.kv;
    sequence.kv = 0;
  }

  return {
    arrive(job, now) {
      assertJob(job, now, sequences);
      // Keeps random draws in time order, however late `advance` is called.
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
      sequence.cancelled = true;
      if (sequence.kv > 0) removeFromBatch(sequence);
      sequences.delete(id);
    },
    get inFlight() {
      return sequences.size;
    },
  };
}
