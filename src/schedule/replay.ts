import { Problem } from '../problem/problem.ts';
import type { OpenLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Schedule } from './schedule.ts';

export type Replay = Extract<OpenLoop, { executor: 'replay' }>;

/**
 * Creates the schedule of a trace: row i is due at (at[i] - at[0]) / speed. Rows due after the
 * load's duration are left out.
 *
 * `at` is in milliseconds, one per row, in order. Throws a Problem for no times or descending ones,
 * because arrival i must send row i.
 */
export function replay(load: Replay, at: readonly Milliseconds[] | undefined): Schedule {
  const origin = at?.[0];
  if (at === undefined || origin === undefined) {
    throw new Problem('The replay executor found no times to replay.', {
      remedy: 'Give every row of the dataset a column "at": milliseconds from the first request.',
    });
  }
  for (let row = 0; row < at.length; row++) checkOrder(at, row);
  return {
    *[Symbol.iterator]() {
      for (const [index, time] of at.entries()) {
        const due = (time - origin) / load.speed;
        if (due > load.duration) return;
        yield { index, due };
      }
    },
  };
}

function checkOrder(at: readonly Milliseconds[], row: number): void {
  const time = at[row] ?? Number.NaN;
  const last = at[row - 1] ?? time;
  if (!Number.isFinite(time)) {
    throw new Problem(`Row ${row + 1} of the trace has no time to be replayed at.`, {
      remedy: 'Give every row a number in its "at" column: milliseconds from the first request.',
    });
  }
  if (time < last) {
    throw new Problem(
      `Row ${row + 1} of the trace is at ${time} ms, before its forerunner at ${last} ms.`,
      {
        remedy: 'Sort the dataset by its "at" column.',
      },
    );
  }
}
