import type { ArrivalRecord } from '../../runner/request/arrival-record.ts';
import type { StopReason } from '../../runner/request/stop-controller.ts';
import type { Shard } from '../../schedule/shard.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import type { LoadResult } from '../load/load-generator.ts';

/** A WorkerTask is what a worker of a run's crew is started with. */
export interface WorkerTask {
  readonly runId: string;
  readonly file: string;
  /** The run's own: an embedded emulator has a URL by now. */
  readonly clientConfig: ClientConfig;
  readonly seed: number;
  readonly shard: Shard;
}

/** What the run tells its workers. */
export type WorkerCommand =
  | {
      readonly kind: 'start';
      /** Nanoseconds on the machine's monotonic clock, which all processes share. */
      readonly at: bigint;
    }
  | { readonly kind: 'end'; readonly reason: StopReason }
  | { readonly kind: 'cut' };

/** What a worker tells the run. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** Its event loop turns (heartbeat.ts). */
  | { readonly kind: 'beat' }
  | {
      readonly kind: 'records';
      /** Requests sent since it last told. */
      readonly sent: number;
      /** Each a SerializedRecord as JSON: text is cheap to hand over, and was written when its answer came. */
      readonly lines: readonly string[];
    }
  | { readonly kind: 'stopped'; readonly reason: StopReason }
  | { readonly kind: 'done'; readonly loadResult: LoadResult }
  | {
      readonly kind: 'failed';
      /** Whether it is the user's to mend. */
      readonly isProblem: boolean;
      readonly message: string;
    };

/** A SerializedRecord is a record without its query, which the run has too and finds by its id. */
export type SerializedRecord = Omit<ArrivalRecord, 'query'>;
