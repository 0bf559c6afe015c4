import type { Scenario } from '../../scenario/scenario.ts';
import { concurrency } from '../../schedule/concurrency.ts';

/** A WorkerCount is how many processes put a load on, of those that were asked for. */
export interface WorkerCount {
  readonly asked: number;
  /** No more than the largest load has users: a process without one could send nothing. */
  readonly used: number;
  /** Of the machine. */
  readonly processors: number;
}

export function workerCountOf({ loads }: Scenario, asked: number, processors: number): WorkerCount {
  const most = Math.max(1, ...Object.values(loads).map(concurrency));
  return { asked, used: Math.min(asked, most), processors };
}

/** What is odd about it, as a sentence each. */
export function workerCountWarnings({ asked, used, processors }: WorkerCount): readonly string[] {
  const idle =
    `--workers ${asked} is more than the load has users, so ${used === 1 ? 'one process puts' : `${used} processes put`} ` +
    'it on.';
  const crowded =
    `${used} workers share ${processors} ${processors === 1 ? 'processor' : 'processors'}, so they ` +
    'wait for each other, and their stamps with them; use no more workers than processors.';
  return [...(asked > used ? [idle] : []), ...(used > processors && used > 1 ? [crowded] : [])];
}
