import type { SpendCap } from '../cost/spend-cap.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { StopController } from './request/stop-controller.ts';

/** A ThresholdMonitor stops a run whose thresholds can no longer recover. */
export interface ThresholdMonitor {
  readonly clock: Clock;
  readonly stop: StopController;
  /** Whether a threshold that aborts on failure can no longer recover. */
  readonly shouldAbort: (elapsed: Milliseconds) => boolean;
}

/** Looks once a second, from `start` on the clock until the run is finished. */
export async function monitorThresholds(
  { clock, stop, shouldAbort }: ThresholdMonitor,
  start: Milliseconds,
  finished: AbortSignal,
): Promise<void> {
  for (let tick = 1; ; tick++) {
    await clock.sleepUntil(start + tick * 1000, finished);
    if (finished.aborted) return;
    if (!shouldAbort(clock.now() - start)) continue;
    stop.drain('threshold');
    stop.abort();
    return;
  }
}

/** How often rent is looked at. */
const LOOK: Milliseconds = 1000;

/** Ends a run before its rented machines, which cost between requests too, use its cap up. */
export async function watchRent(
  { clock, stop, cap }: Pick<ThresholdMonitor, 'clock' | 'stop'> & { readonly cap: SpendCap },
  start: Milliseconds,
  finished: AbortSignal,
): Promise<void> {
  for (let tick = 1; ; tick++) {
    await clock.sleepUntil(start + tick * LOOK, finished);
    if (finished.aborted) return;
    if (!cap.isRentedOut(LOOK)) continue;
    stop.drain('budget');
    return;
  }
}
