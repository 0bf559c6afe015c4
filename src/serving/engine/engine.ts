import { meanSigma, lognormalFactor } from '../../random/lognormal.ts';
import type { Random } from '../../random/random.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { assertJob } from '../base/job-check.ts';
import { createSequence, type Sequence } from '../base/sequence.ts';
import type { ServingOptions } from '../base/serving-options.ts';
import type { Emission, Job, Serving } from '../base/serving.ts';
import type { EngineProfile } from '../profiles/profile.ts';
import { Batch } from './batch.ts';
import { createDecodeRun, type DecodeRun } from './decode-run.ts';
import { createRequestQueue } from './request-queue.ts';

/**
 * A serving with continuous batching and chunked prefill, as in vLLM (Yu et al. 2022, Orca;
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
export class Engine implements Serving {
  readonly #profile: EngineProfile;
  readonly #random: Random;
  readonly #edgesOnly: boolean;
  readonly #sequences = new Map<number, Sequence>();
  readonly #waiting = createRequestQueue();
  readonly #batch: Batch;
  /** Emissions since the last advance; arrivals and cancellations run the engine too. */
  #emissions: Emission[] = [];
  /**
   * The running iterations: one, or several decode-only ones with `edges`; undefined while idle.
   */
  #decodeRun: DecodeRun | undefined;
  /** Number of them that will run: fewer when a sequence arrives in between. */
  #running = 0;
  #lastEnd: Milliseconds = Number.NEGATIVE_INFINITY;

  constructor(profile: EngineProfile, random: Random, options: ServingOptions = {}) {
    this.#profile = profile;
    this.#random = random;
    this.#edgesOnly = options.emissions === 'edges';
    this.#batch = new Batch(profile, this.#waiting);
  }

  get inFlight(): number {
    return this.#sequences.size;
  }

  arrive(job: Job, now: Milliseconds): number {
    assertJob(job, now, this.#sequences);
    // Keeps random draws in time order, however late `advance` is called.
    this.#runBefore(now);
    const { overhead, overheadSigma } = this.#profile;
    const sequence = createSequence(
      job,
      now + overhead * lognormalFactor(this.#random, overheadSigma),
    );
    this.#sequences.set(job.id, sequence);
    this.#waiting.add(sequence);
    this.#shorten(sequence.at);
    return sequence.cached;
  }

  nextAt(): Milliseconds | undefined {
    return this.#emissions[0]?.at ?? this.#nextStep();
  }

  advance(now: Milliseconds): Emission[] {
    for (let at = this.#nextStep(); at !== undefined && at <= now; at = this.#nextStep()) {
      this.#step(at);
    }
    const due = this.#emissions;
    this.#emissions = [];
    return due;
  }

  cancel(id: number, now: Milliseconds): void {
    this.#runBefore(now);
    this.#settle(now);
    const sequence = this.#sequences.get(id);
    if (sequence === undefined) return;
    sequence.cancelled = true;
    if (sequence.kv > 0) this.#batch.remove(sequence);
    this.#sequences.delete(id);
  }

  #nextStep(): Milliseconds | undefined {
    return this.#decodeRun?.endOf(this.#running) ?? this.#waiting.nextAt;
  }

  /** Runs the step due at `at`, which is #nextStep(). */
  #step(at: Milliseconds): void {
    if (this.#decodeRun === undefined) return this.#startStep(Math.max(at, this.#lastEnd));
    this.#lastEnd = at;
    this.#batch.grow(this.#running - 1);
    this.#batch.finishStep((sequence) => this.#emit(sequence, at));
    this.#startStep(at);
  }

  /**
   * Runs the steps before `now`. Arrivals and cancellations at an instant precede the engine's step
   * at it.
   */
  #runBefore(now: Milliseconds): void {
    for (let at = this.#nextStep(); at !== undefined && at < now; at = this.#nextStep()) {
      this.#step(at);
    }
  }

  #startStep(at: Milliseconds): void {
    const batch = this.#batch;
    this.#waiting.enqueueArrived(at);
    const preempted = batch.preemptUntilFits();
    const prefillTokens = batch.prefill(!preempted);
    if (batch.isEmpty) {
      this.#decodeRun = undefined;
      return;
    }
    const { stepSigma, perContextKilotoken } = this.#profile;
    const decodesAlone = this.#edgesOnly && !batch.isPrefilling && !preempted;
    const count = decodesAlone ? batch.iterationsUntilChange() : 1;
    const factor = lognormalFactor(this.#random, meanSigma(stepSigma, count));
    this.#decodeRun = createDecodeRun({
      start: at,
      count,
      first: batch.stepTime(prefillTokens) * factor,
      growth: ((perContextKilotoken * batch.decoding) / 1000) * factor,
    });
    this.#running = count;
    if (this.#waiting.nextAt !== undefined) this.#shorten(this.#waiting.nextAt);
  }

  /**
   * Shortens the run: a sequence that joins at `at` is admitted by the first iteration that starts
   * then or later.
   */
  #shorten(at: Milliseconds): void {
    if (this.#decodeRun === undefined) return;
    this.#running = Math.min(this.#running, this.#decodeRun.endingFrom(at));
  }

  /**
   * Advances the sequences to the iteration that runs at `now`, and keeps only that one running.
   */
  #settle(now: Milliseconds): void {
    const decodeRun = this.#decodeRun;
    if (decodeRun === undefined || this.#running === 1) return;
    const current = Math.min(this.#running, decodeRun.endingFrom(now));
    const start = decodeRun.endOf(current - 1);
    this.#batch.grow(current - 1);
    const first = decodeRun.endOf(current) - start;
    this.#decodeRun = createDecodeRun({ start, count: 1, first, growth: 0 });
    this.#running = 1;
  }

  #emit(sequence: Sequence, at: Milliseconds): void {
    const first = sequence.generated === 0;
    if (sequence.generated < sequence.output) sequence.generated++;
    const done = sequence.generated === sequence.output;
    if (!this.#edgesOnly || first || done) {
      this.#emissions.push({ id: sequence.id, at, tokens: sequence.generated, done });
    }
    if (!done) return;
    this.#batch.remove(sequence);
    this.#sequences.delete(sequence.id);
  }
}
