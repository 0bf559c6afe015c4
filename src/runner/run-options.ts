import type { Canaries } from '../dataset/canary.ts';
import type { Query } from '../dataset/query/query.ts';
import type { Shard } from '../schedule/shard.ts';
import type { Target } from '../target/contract/target.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { RunContext } from './request/dispatcher.ts';
import type { StopController } from './request/stop-controller.ts';
import type { ThresholdMonitor } from './threshold-monitor.ts';

/** A RunOptions is what a run needs beside its scenario; everything that touches the world comes from outside. */
export interface RunOptions {
  readonly runId: string;
  readonly queries: readonly Query[];
  readonly canaries: Canaries;
  readonly targets: ReadonlyMap<string, Target>;
  readonly clock: Clock;
  readonly stop: StopController;
  readonly price: RunContext['price'];
  readonly priceAtLeast?: RunContext['priceAtLeast'];
  /** Needed where the scenario has a spend cap. */
  readonly priceAtMost?: RunContext['priceAtMost'];
  /** US dollars an hour for the machines that are rented while the run lasts; 0 when absent. */
  readonly rentPerHour?: number;
  readonly onSend: RunContext['onSend'];
  readonly onRecord: RunContext['onRecord'];
  /** Asked once a second: whether a threshold that aborts on failure can no longer recover. */
  readonly shouldAbort: ThresholdMonitor['shouldAbort'];
  /** The part of the load that this process puts on; all of it when absent. */
  readonly shard?: Shard;
  /** Waits, once warm, for the instant on the clock at which the loads start; at once when absent. */
  readonly start?: () => Promise<Milliseconds>;
}
