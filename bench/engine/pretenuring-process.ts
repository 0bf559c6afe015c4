import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { disableAllocationSitePretenuring } from '../../src/cli/v8-flags.ts';
import { type ArrivalFigures, type ArrivalTask, runArrivalTask } from '../client/arrival-task.ts';

export interface PretenuringFigures extends Pick<ArrivalFigures, 'lateness'> {
  /** Full collections, and the steps of marking before them. */
  readonly majors: number;
  readonly majorMs: number;
  readonly cpuMicros: number;
}

type Collection = PerformanceEntry & { readonly detail: { readonly kind: number } };

const [variant, task = '{}'] = process.argv.slice(2);
if (variant === 'ours') disableAllocationSitePretenuring();

const MAJOR = constants.NODE_PERFORMANCE_GC_MAJOR | constants.NODE_PERFORMANCE_GC_INCREMENTAL;
let majors = 0;
let majorMs = 0;
new PerformanceObserver((list) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node gives for collections
  for (const { detail, duration } of list.getEntries() as Collection[]) {
    if ((detail.kind & MAJOR) === 0) continue;
    majors += 1;
    majorMs += duration;
  }
}).observe({ entryTypes: ['gc'] });

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench, typed alike, wrote it
const { lateness, cpuMicrosPerArrival } = await runArrivalTask(JSON.parse(task) as ArrivalTask);
const figures: PretenuringFigures = { lateness, majors, majorMs, cpuMicros: cpuMicrosPerArrival };
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());
