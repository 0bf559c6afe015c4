import { warmUpClient } from '../../runner/calibration/jit-warm-up.ts';
import { monitorProcess } from '../../runner/request/process-health.ts';
import type { RunOptions } from '../../runner/run-options.ts';
import { run, type RunEnd } from '../../runner/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import type { Target } from '../../target/contract/target.ts';
import { createTarget } from '../../target/create-target.ts';
import { systemClock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ProcessHealth } from '../../verdict/client-health.ts';
import { priceArrival, priceArrivalAtLeast, priceAtMost, rentOf } from '../state/arrival-price.ts';
import type { RunState } from '../state/run-state.ts';
import type { WorkerLoss } from './worker-loss.ts';

/** Options of the runner that the run sets. */
export type LoadGeneratorOptions = Pick<
  RunOptions,
  'runId' | 'stop' | 'onSend' | 'onRecord' | 'shouldAbort' | 'shard' | 'start'
>;

/** End of the load, and the health of the processes that sent it. */
export interface LoadResult {
  readonly end: RunEnd;
  /** Absent if no process that sent load survived. */
  readonly health?: ProcessHealth;
  /** Workers that were killed or hung; absent for a single process. */
  readonly losses?: readonly WorkerLoss[];
}

const HOUR: Milliseconds = 3_600_000;

/** Sends a run's load, or one shard of it, from this process. */
export async function generateLoad(
  state: RunState,
  clientConfig: ClientConfig,
  generatorOptions: LoadGeneratorOptions,
): Promise<LoadResult> {
  const { scenario, dataset } = state;
  await warmUpClient(scenario.targets, systemClock);
  const targets = await connect(scenario, clientConfig);
  let stopWatch = (): ProcessHealth | undefined => undefined;
  try {
    const end = await run(scenario, {
      ...generatorOptions,
      start: async () => {
        const at = (await generatorOptions.start?.()) ?? systemClock.now();
        stopWatch = monitorProcess();
        return at;
      },
      queries: dataset.queries,
      canaries: dataset.canaries,
      targets,
      clock: systemClock,
      price: priceArrival(state),
      priceAtLeast: priceArrivalAtLeast(state),
      priceAtMost: priceAtMost(state),
      // The judge's machines are rented after the load.
      rentPerHour: rentOf(state, HOUR),
    });
    const health = stopWatch();
    if (health === undefined) throw new Error('the load ended before it began');
    return { end, health };
  } finally {
    await Promise.all([...targets.values()].map((target) => target.close()));
  }
}

async function connect(
  scenario: Scenario,
  clientConfig: ClientConfig,
): Promise<Map<string, Target>> {
  const entries = Object.values(scenario.targets).map(async (spec): Promise<[string, Target]> => [
    spec.name,
    await createTarget(spec, clientConfig),
  ]);
  return new Map(await Promise.all(entries));
}
