import type { Environment } from '../../report/result/result.ts';
import type { RunEnd } from '../../runner/run.ts';
import type { ProcessHealth } from '../../verdict/client-health.ts';
import type { RunEndpoint } from '../endpoint/endpoint.ts';
import type { Judging } from '../judging/judging.ts';
import type { WorkerCount } from '../load/worker-count.ts';
import type { WorkerLoss } from '../load/worker-loss.ts';

/** What a finished run knows beside its state. */
export interface RunOutcome {
  readonly id: string;
  readonly startedAt: Date;
  readonly end: RunEnd;
  /** Absent where the process that measured did not live to tell. */
  readonly health?: ProcessHealth;
  readonly losses: readonly WorkerLoss[];
  readonly workerCount: WorkerCount;
  readonly environment: Environment;
  /** Where the run took place. */
  readonly runEndpoint: RunEndpoint;
  /** What the run was called with beside the scenario. */
  readonly flags: readonly string[];
  readonly judging?: Judging;
  /** The scenario as it may be kept. */
  readonly scenario: Readonly<Record<string, unknown>>;
}
