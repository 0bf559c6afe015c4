import type { Canaries } from '../dataset/canary.ts';
import type { Query } from '../dataset/query/query.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Shard } from '../schedule/shard.ts';
import type { Target } from '../target/contract/target.ts';
import type { Desk } from './request/dispatcher.ts';
import type { Stop } from './request/stop-controller.ts';
import type { Watch } from './threshold-monitor.ts';

/** A RunWiring is what a run needs beside its scenario; everything that touches the world comes from outside. */
export interface RunWiring {
  readonly runId: string;
  readonly queries: readonly Query[];
  readonly canaries: Canaries;
  readonly targets: ReadonlyMap<string, Target>;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly price: Desk['price'];
  readonly priceAtLeast?: Desk['priceAtLeast'];
  /** Needed where the scenario has a spend cap. */
  readonly priceAtMost?: Desk['priceAtMost'];
  /** US dollars an hour for the machines that are rented while the run lasts; 0 when absent. */
  readonly rentPerHour?: number;
  readonly onSend: Desk['onSend'];
  readonly onRecord: Desk['onRecord'];
  /** Asked once a second: whether a threshold that aborts on failure can no longer recover. */
  readonly shouldAbort: Watch['shouldAbort'];
  /** The part of the load that this process puts on; all of it when absent. */
  readonly shard?: Shard;
  /** Waits, once warm, for the instant on the clock at which the loads start; at once when absent. */
  readonly start?: () => Promise<Milliseconds>;
}
