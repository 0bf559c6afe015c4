import type { Query } from '../../dataset/query/query.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call, Reply, Target } from '../contract/target.ts';

/** The default export of a user's own target file, which creates the target. */
export type TargetModule = (context: TargetModuleContext) => ModuleTarget | Promise<ModuleTarget>;

/** What a target file receives. */
export interface TargetModuleContext {
  /** The target's name in the scenario. */
  readonly name: string;
  /** `options` from the scenario. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The target's AWS region, or else the scenario's. */
  readonly region: string;
  /** Maximum number of requests in flight, with a margin. */
  readonly connections: number;
}

/** A user's own target: a Target without what proofload does for it. */
export interface ModuleTarget extends Pick<Target, 'preconnect'> {
  /**
   * Sends one request at once and resolves with its result, without retries or a queue. An error of
   * the service is a reply with its outcome; an error that it throws counts as a `server_error`.
   */
  ask(query: Query, call: ModuleCall): Promise<ModuleReply>;
  close?(): Promise<void> | void;
}

/** One request to a module. */
export interface ModuleCall extends Pick<Call, 'clock' | 'metadata'> {
  /**
   * Aborted at the target's timeout or the end of the run; proofload then makes the reply itself.
   */
  readonly signal: AbortSignal;
}

/** A Reply whose missing members are unknown. Timestamps are from `call.clock.now()`. */
export type ModuleReply = Pick<Reply, 'outcome' | 'answer'> &
  Partial<Omit<Reply, 'outcome' | 'answer' | 'end'>> & {
    /** Time of the last byte or the failure; when the promise resolved if absent. */
    readonly end?: Milliseconds;
  };
