/** Why a run ended early; `lost`: one of its processes was killed or hung. */
export type StopReason = 'signal' | 'budget' | 'threshold' | 'lost';

/**
 * Ends a run in two steps: draining, in which no new request starts, and aborting, in which
 * requests in flight are cut.
 *
 * Cut requests become `interrupted` samples; no due arrival is lost.
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

  /** Stops new requests; the first reason given is kept. */
  drain(reason: StopReason): void {
    this.#reason ??= reason;
    this.#draining.abort(reason);
  }

  abort(): void {
    this.#aborting.abort('cut');
  }
}
