/**
 * Slots are how many requests may be in flight at once. Who finds none free waits its turn.
 *
 * Neither queue nor set holds those in flight: a node of theirs that is dead and old keeps all that
 * came after it, records and all, until old garbage is collected. At a thousand arrivals a second
 * that was 11 MB a second to copy, and most of a due time's lateness on Node 20. The bench of it alone
 * shows no difference (docs/engines.md).
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

  /** Starts the work as soon as there is a slot for it: within this call where one is free. */
  start(work: () => Promise<unknown>): void {
    if (this.full) this.#waiting.push(() => this.#hold(work));
    else this.#hold(work);
  }

  /** Resolves when all is done that was started; rejects with the first failure, at once. */
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
