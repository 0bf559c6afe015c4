import { fill, newestOf, type Sequence } from '../base/sequence.ts';
import type { EngineProfile } from '../profiles/profile.ts';
import type { RequestQueue } from './request-queue.ts';

/**
 * Cache share that new sequences may fill; the rest is reserved for running ones to grow (vLLM,
 * Vidur).
 */
const WATERMARK = 0.99;

/** Sequences that an engine computes together, and the key-value cache that they fill. */
export class Batch {
  readonly #profile: EngineProfile;
  readonly #waiting: RequestQueue;
  readonly #decoding: Sequence[] = [];
  /** Sequences that the current iteration prefills. At most the last one is unfinished after it. */
  #prefilling: Sequence[] = [];
  /** Tokens in the cache. */
  #kvUsed = 0;
  /** Context tokens of the decoding sequences. */
  #context = 0;
  #admissions = 0;

  constructor(profile: EngineProfile, waiting: RequestQueue) {
    this.#profile = profile;
    this.#waiting = waiting;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  get isPrefilling(): boolean {
    return this.#prefilling.length > 0;
  }

  /** Number of decoding sequences. */
  get decoding(): number {
    return this.#decoding.length;
  }

  get #size(): number {
    return this.#decoding.length + this.#prefilling.length;
  }

  /** Returns the mean time of an iteration that prefills so many tokens, milliseconds. */
  stepTime(prefillTokens: number): number {
    const { stepBase, perPrefillToken, perSequence, perContextKilotoken } = this.#profile;
    return (
      stepBase +
      perPrefillToken * prefillTokens +
      perSequence * this.#decoding.length +
      (perContextKilotoken * this.#context) / 1000
    );
  }

  /** Returns the number of decode-only iterations until a sequence is done or the cache is full. */
  iterationsUntilChange(): number {
    const decoding = this.#decoding;
    const iterationsUntilFull =
      decoding.length === 1
        ? Number.POSITIVE_INFINITY
        : Math.floor((this.#profile.kvTokens - this.#kvUsed) / decoding.length);
    return decoding.reduce(
      (least, { output, generated }) => Math.min(least, Math.max(1, output - generated)),
      Math.max(1, iterationsUntilFull),
    );
  }

  /** Adds tokens to every decoding sequence without emissions. */
  grow(tokens: number): void {
    if (tokens === 0) return;
    for (const sequence of this.#decoding) {
      sequence.kv += tokens;
      sequence.generated += tokens;
    }
    this.#kvUsed += tokens * this.#decoding.length;
    this.#context += tokens * this.#decoding.length;
  }

  /**
   * Preempts until each decoding sequence can grow by a token; never preempts the last one running.
   * Returns whether it preempted any.
   */
  preemptUntilFits(): boolean {
    let preempted = false;
    while (this.#kvUsed + this.#decoding.length > this.#profile.kvTokens && this.#size > 1) {
      const newest = this.#prefilling.at(-1) ?? newestOf(this.#decoding);
      this.remove(newest);
      newest.unfilled = newest.input + newest.generated - newest.cached;
      this.#waiting.requeue(newest);
      preempted = true;
    }
    return preempted;
  }

  /**
   * Spends what decoding leaves of the iteration's tokens on prompts, and admits sequences from the
   * queue if it may. Returns the number of tokens spent.
   */
  prefill(mayAdmit: boolean): number {
    const { batchTokens, maxSequences, kvTokens } = this.#profile;
    const budget = batchTokens - this.#decoding.length;
    let left = budget;
    for (const sequence of this.#prefilling) left -= fill(sequence, left);
    while (mayAdmit && left > 0 && this.#size < maxSequences) {
      const next = this.#waiting.first;
      if (next === undefined) break;
      const kv = next.input + next.generated + 1;
      if (!this.isEmpty && this.#kvUsed + kv > WATERMARK * kvTokens) break;
      this.#waiting.shift();
      next.kv = kv;
      next.admitted = this.#admissions++;
      this.#kvUsed += kv;
      this.#prefilling.push(next);
      left -= fill(next, left);
    }
    return Math.max(0, budget) - Math.max(0, left);
  }

  /** Ends an iteration: calls `onToken` for each sequence that has generated a token in it. */
  finishStep(onToken: (sequence: Sequence) => void): void {
    // In reverse, because a removed sequence is replaced by the last one.
    for (let i = this.#decoding.length - 1; i >= 0; i--) {
      const sequence = this.#decoding[i];
      if (sequence === undefined) continue;
      sequence.kv++;
      this.#kvUsed++;
      this.#context++;
      onToken(sequence);
    }
    const filled = this.#prefilling;
    this.#prefilling = [];
    for (const sequence of filled) {
      if (sequence.unfilled > 0) {
        this.#prefilling.push(sequence);
        continue;
      }
      this.#decoding.push(sequence);
      this.#context += sequence.kv;
      onToken(sequence);
    }
  }

  /** Removes a sequence and frees its cache. */
  remove(sequence: Sequence): void {
    const index = this.#decoding.indexOf(sequence);
    if (index === -1) {
      this.#prefilling = this.#prefilling.filter((other) => other !== sequence);
    } else {
      const last = this.#decoding.pop();
      if (last !== undefined && last !== sequence) this.#decoding[index] = last;
      this.#context -= sequence.kv;
    }
    this.#kvUsed -= sequence.kv;
    sequence.kv = 0;
  }
}
