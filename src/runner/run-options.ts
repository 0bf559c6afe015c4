import type { Canaries } from '../dataset/canary.ts';
import type { Query } from '../dataset/query/query.ts';
import type { Shard } from '../schedule/shard.ts';
import type { Target } from '../target/contract/target.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { RunContext } from './request/dispatcher.ts';
import type { StopController } from './request/stop-controller.ts';
import type { ThresholdMonitor } from './threshold-monitor.ts';

/** Everything that a run needs beside its scenario; all input and output is injected. */
export interface RunOptions {
  readonly runId: string;
  readonly queries: readonly Query[];
  readonly canaries: Canaries;
  readonly targets: ReadonlyMap<string, Target>;
  readonly clock: Clock;
  readonly stop: StopController;
  readonly price: RunContext['price'];
  readonly priceAtLeast?: RunContext['priceAtLeast'];
  /** Required if the scenario has a spend cap. */
  readonly priceAtMost?: RunContext['priceAtMost'];
  /** Rent of the run's machines, US dollars per hour; 0 if absent. */
  readonly rentPerHour?: number;
  readonly onSend: RunContext['onSend'];
  readonly onRecord: RunContext['onRecord'];
  /** Returns whether a threshold with abortOnFail can no longer pass; called once a second. */
  readonly shouldAbort: ThresholdMonitor['shouldAbort'];
  /** The part of the load that this process sends; all of it if absent. */
  readonly shard?: Shard;
  /**
   * Called after the warm-up; resolves to the clock time at which the loads start. They start at
   * once if absent.
   */
  readonly start?: () => Promise<Milliseconds>;
}
