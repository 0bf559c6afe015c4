/**
 * Limits the requests in flight; work without a free slot waits in order of arrival.
 *
 * Uses neither a queue nor a set of objects for the work in flight: in old space, a dead node of
 * either keeps all later nodes and their records alive until a major garbage collection. At 1,000
 * arrivals a second that was 11 MB a second to copy, and caused most of the lateness on Node 20. A
 * bench of this alone shows no difference (docs/engines.md).
 */
export class Semaphore {
  readonly #count: number;
  readonly #waiting: (() => void)[] = [];
  #held = 0;
  #failure: { readonly error: unknown } | undefined;
  #finish: (() => void) | undefined;

  constructor(count: number) {
    this.#count = count;
  }

  get full(): boolean {
    return this.#held >= this.#count;
  }

  /** Starts the work when a slot is free; synchronously if one is free now. */
  start(work: () => Promise<unknown>): void {
    if (this.full) this.#waiting.push(() => this.#hold(work));
    else this.#hold(work);
  }

  /** Resolves when all started work has ended; rejects at once with the first failure. */
  async finished(): Promise<void> {
    if (this.#held > 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #hold(work: () => Promise<unknown>): void {
    this.#held += 1;
    work().then(
      () => this.#release(),
      (error: unknown) => {
        this.#failure ??= { error };
        this.#finish?.();
        this.#release();
      },
    );
  }

  #release(): void {
    this.#held -= 1;
    const next = this.#waiting.shift();
    if (next !== undefined) next();
    else if (this.#held === 0) this.#finish?.();
  }
}
