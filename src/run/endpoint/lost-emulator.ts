import { Problem } from '../../problem/problem.ts';
import type { StopController } from '../../runner/request/stop-controller.ts';
import type { WorkerLoss } from '../load/worker-loss.ts';
import type { RunEndpoint } from './endpoint.ts';

/**
 * Returns a promise that rejects when the embedded emulator is lost before the first request; none
 * without an emulator.
 */
export function refuseWithoutEmulator({
  lost,
}: Pick<RunEndpoint, 'lost'>): readonly Promise<never>[] {
  if (lost === undefined) return [];
  const refusal = lost.then((how): never => {
    throw new Problem(`The embedded emulator ${how} before the run began.`, {
      remedy: 'Run again; look whether the machine has memory and time for it.',
    });
  });
  return [refusal];
}

/** Returns a run's losses, which grow later; stops the run at once when its emulator is lost. */
export function watchEmulator(
  { lost }: Pick<RunEndpoint, 'lost'>,
  stop: StopController,
): WorkerLoss[] {
  const losses: WorkerLoss[] = [];
  const lose = (how: string): void => {
    losses.push({
      message:
        `The embedded emulator ${how} before the run ended: requests that it had not answered by ` +
        'then failed or were cut for that reason alone, not for a service’s; run again.',
      unaccounted: false,
    });
    stop.drain('lost');
    stop.abort();
  };
  void lost?.then(lose);
  return losses;
}
