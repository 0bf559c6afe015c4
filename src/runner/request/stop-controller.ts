/** Why a run ended before its schedule did; `lost`: a process of its own was killed or hung. */
export type StopReason = 'signal' | 'budget' | 'threshold' | 'lost';

/**
 * A StopController ends a run in two steps: first no new request starts, then running ones are cut.
 *
 * Cut requests become `interrupted` samples; nothing that was due disappears.
 */
export class StopController {
  readonly #draining = new AbortController();
  readonly #aborting = new AbortController();
  #reason: StopReason | undefined;

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborted once no new request may start. */
  get draining(): AbortSignal {
    return this.#draining.signal;
  }

  /** Aborted once running requests must end. */
  get aborting(): AbortSignal {
    return this.#aborting.signal;
  }

  /** The first reason given is the one that counts. */
  drain(reason: StopReason): void {
    this.#reason ??= reason;
    this.#draining.abort(reason);
  }

  abort(): void {
    this.#aborting.abort('cut');
  }
}
