import type { ArrivalRecord } from '../../runner/request/arrival-record.ts';
import type { StopReason } from '../../runner/request/stop-controller.ts';
import type { Shard } from '../../schedule/shard.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import type { LoadResult } from '../load/load-generator.ts';

/** Arguments of a worker. */
export interface WorkerTask {
  readonly runId: string;
  readonly file: string;
  /** Client configuration of the run, with the URL of an embedded emulator. */
  readonly clientConfig: ClientConfig;
  readonly seed: number;
  readonly shard: Shard;
}

/** Commands to a worker. */
export type WorkerCommand =
  | {
      readonly kind: 'start';
      /** Start time on the machine's monotonic clock, which all processes share, nanoseconds. */
      readonly at: bigint;
    }
  | { readonly kind: 'end'; readonly reason: StopReason }
  | { readonly kind: 'cut' };

/** Messages of a worker. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** Heartbeat (heartbeat.ts). */
  | { readonly kind: 'beat' }
  | {
      readonly kind: 'records';
      /** Requests sent since the last such message. */
      readonly sent: number;
      /**
       * SerializedRecords as JSON: text is fast to transfer, and was serialised when its answer
       * arrived.
       */
      readonly lines: readonly string[];
    }
  | { readonly kind: 'stopped'; readonly reason: StopReason }
  | { readonly kind: 'done'; readonly loadResult: LoadResult }
  | {
      readonly kind: 'failed';
      /** Whether the user can fix it. */
      readonly isProblem: boolean;
      readonly message: string;
    };

/** A record without its query, which the run looks up by its id. */
export type SerializedRecord = Omit<ArrivalRecord, 'query'>;
