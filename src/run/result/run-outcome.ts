import type { Environment } from '../../report/result/result.ts';
import type { RunEnd } from '../../runner/run.ts';
import type { ProcessHealth } from '../../verdict/client-health.ts';
import type { RunEndpoint } from '../endpoint/endpoint.ts';
import type { Judging } from '../judging/judging.ts';
import type { WorkerCount } from '../load/worker-count.ts';
import type { WorkerLoss } from '../load/worker-loss.ts';

/** Facts of a finished run beside its state. */
export interface RunOutcome {
  readonly id: string;
  readonly startedAt: Date;
  readonly end: RunEnd;
  /** Absent if no measuring process survived. */
  readonly health?: ProcessHealth;
  readonly losses: readonly WorkerLoss[];
  readonly workerCount: WorkerCount;
  readonly environment: Environment;
  /** Endpoint of the run. */
  readonly runEndpoint: RunEndpoint;
  /** Command-line flags of the run. */
  readonly flags: readonly string[];
  readonly judging?: Judging;
  /** Redacted scenario. */
  readonly scenario: Readonly<Record<string, unknown>>;
}
