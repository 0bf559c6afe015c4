import type { StopController } from '../runner/request/stop-controller.ts';
import type { Milliseconds } from '../time/duration.ts';

/** After the first signal, or a loss, running requests get this long; a second signal cuts them at once. */
export const DRAIN_MS: Milliseconds = 5000;

/** After the cut a run gets this long to its reports, unless it is busy writing them. */
const REPORT_MS: Milliseconds = 6000;

/** k6's code of a run that a signal stopped. */
const STOPPED = 105;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Signals end a run: the first drains, the second cuts, and the reports are written either way. A run
 * that hangs all the same ends without them, a few seconds after the cut. Outside its load, where there
 * is nothing to report, a signal ends the process at once.
 */
export class Signals {
  /** Whether there is something to drain and to report. */
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
