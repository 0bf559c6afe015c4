/** Why a run ended before its schedule did; `lost`: a process of its own was killed or hung. */
export type StopReason = 'signal' | 'budget' | 'threshold' | 'lost';

/**
 * A StopController ends a run in two steps: first no new request starts, then running ones are cut.
 *
 * Cut requests become `interrupted` samples; nothing that was due disappears.
 */
export class StopController {
  readonly #ending = new AbortController();
  readonly #cutting = new AbortController();
  #reason: StopReason | undefined;

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborted once no new request may start. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Aborted once running requests must end. */
  get cutting(): AbortSignal {
    return this.#cutting.signal;
  }

  /** The first reason given is the one that counts. */
  end(reason: StopReason): void {
    this.#reason ??= reason;
    this.#ending.abort(reason);
  }

  cut(): void {
    this.#cutting.abort('cut');
  }
}
