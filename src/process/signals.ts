import type { StopController } from '../runner/request/stop-controller.ts';
import type { Milliseconds } from '../time/duration.ts';

/**
 * Time for requests in flight after the first signal or a loss, milliseconds; a second signal
 * aborts them at once.
 */
export const DRAIN_MS: Milliseconds = 5000;

/**
 * Time after the abort in which a run must write its reports, milliseconds, unless it is writing
 * them.
 */
const REPORT_MS: Milliseconds = 6000;

/** Exit code of a run stopped by a signal, as in k6. */
const STOPPED = 105;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends a run on signals: the first drains, the second aborts, and the reports are written in both
 * cases. A run that hangs ends without reports some seconds after the abort. Before and after the
 * load a signal ends the process at once.
 */
export class Signals {
  /** Whether a load is running. */
  isUnderWay = false;
  readonly #stop: StopController;
  readonly #listener = (): void => this.#obey();

  constructor(stop: StopController) {
    this.#stop = stop;
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }

  #obey(): void {
    if (!this.isUnderWay) process.exit(STOPPED);
    if (this.#stop.draining.aborted) return this.#cut();
    process.stderr.write('\nstopping: no new requests; press Ctrl-C again to cut running ones\n');
    this.#stop.drain('signal');
    setTimeout(() => this.#cut(), DRAIN_MS).unref();
  }

  #cut(): void {
    if (this.#stop.aborting.aborted) return;
    this.#stop.abort();
    setTimeout(() => {
      if (!this.isUnderWay) return;
      process.stderr.write(
        'proofload: the run did not stop when it was told to, and was ended without reports; ' +
          'make them of what is on disk with proofload report <run-dir>.\n',
      );
      process.exit(STOPPED);
    }, REPORT_MS).unref();
  }
}
