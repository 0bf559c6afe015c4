import type { Query } from '../../dataset/query/query.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call, Reply, Target } from '../contract/target.ts';

/** A TargetModule is the default export of a user's own target file: it makes the target. */
export type TargetModule = (context: TargetModuleContext) => ModuleTarget | Promise<ModuleTarget>;

/** What a target file is told. */
export interface TargetModuleContext {
  /** The name the scenario gives the target. */
  readonly name: string;
  /** `options` as the scenario has them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The target's AWS region, else the scenario's. */
  readonly region: string;
  /** How many requests may be in flight at once, and some to spare. */
  readonly connections: number;
}

/** A ModuleTarget is a user's own target: a Target, less what proofload does for it. */
export interface ModuleTarget extends Pick<Target, 'preconnect'> {
  /**
   * Sends one request, now, and resolves with what came of it: no retries, no queue. An error of the
   * service is a reply with its outcome; what it throws counts as a `server_error`.
   */
  ask(query: Query, call: ModuleCall): Promise<ModuleReply>;
  close?(): Promise<void> | void;
}

/** A ModuleCall is one request on its way. */
export interface ModuleCall extends Pick<Call, 'clock' | 'metadata'> {
  /** Aborted at the target's timeout or the end of the run; the reply is made by proofload then. */
  readonly signal: AbortSignal;
}

/** A ModuleReply is a Reply; what is left out is unknown. Instants are of `call.clock.now()`. */
export type ModuleReply = Pick<Reply, 'outcome' | 'answer'> &
  Partial<Omit<Reply, 'outcome' | 'answer' | 'end'>> & {
    /** The last byte or the failure; when the promise resolved, where absent. */
    readonly end?: Milliseconds;
  };
