import type { Scenario } from '../../scenario/scenario.ts';
import { concurrency } from '../../schedule/concurrency.ts';

/** Number of processes that send the load, and the number requested. */
export interface WorkerCount {
  readonly asked: number;
  /** Processes used: at most as many as the largest load has virtual users. */
  readonly used: number;
  /** Processors of the machine. */
  readonly processors: number;
}

export function workerCountOf({ loads }: Scenario, asked: number, processors: number): WorkerCount {
  const most = Math.max(1, ...Object.values(loads).map(concurrency));
  return { asked, used: Math.min(asked, most), processors };
}

/** Warnings, a sentence each. */
export function workerCountWarnings({ asked, used, processors }: WorkerCount): readonly string[] {
  const idle =
    `--workers ${asked} is more than the load has users, so ${used === 1 ? 'one process puts' : `${used} processes put`} ` +
    'it on.';
  const crowded =
    `${used} workers share ${processors} ${processors === 1 ? 'processor' : 'processors'}, so they ` +
    'wait for each other, and their stamps with them; use no more workers than processors.';
  return [...(asked > used ? [idle] : []), ...(used > processors && used > 1 ? [crowded] : [])];
}
