import { disableAllocationSitePretenuring } from '../../src/cli/v8-flags.ts';
import { runArrivalTask } from './arrival-task.ts';
import type { ArrivalFigures, ArrivalTask } from './arrival-task.ts';
import { runMemoryTask } from './memory-task.ts';
import type { MemoryFigures, MemoryTask } from './memory-task.ts';
import { runRecordTask } from './record-task.ts';
import type { RecordFigures, RecordTask } from './record-task.ts';
import { runRequestTask } from './request-task.ts';
import type { RequestFigures, RequestTask } from './request-task.ts';
import { runStreamTask } from './stream-task.ts';
import type { StreamFigures, StreamTask } from './stream-task.ts';

/** Tasks are what a client process can be told to do, each with its figures. */
export interface Tasks {
  readonly stream: { readonly task: StreamTask; readonly figures: StreamFigures };
  readonly request: { readonly task: RequestTask; readonly figures: RequestFigures };
  readonly memory: { readonly task: MemoryTask; readonly figures: MemoryFigures };
  readonly arrivals: { readonly task: ArrivalTask; readonly figures: ArrivalFigures };
  readonly record: { readonly task: RecordTask; readonly figures: RecordFigures };
}

type Runners = {
  readonly [Name in keyof Tasks]: (
    task: Tasks[Name]['task'],
  ) => Tasks[Name]['figures'] | Promise<Tasks[Name]['figures']>;
};

const runners: Runners = {
  stream: runStreamTask,
  request: runRequestTask,
  memory: runMemoryTask,
  arrivals: runArrivalTask,
  record: runRecordTask,
};

// As the command line does.
disableAllocationSitePretenuring();

const [name = '', task = '{}'] = process.argv.slice(2);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent, typed alike, wrote them
const figures = await (runners[name as keyof Tasks] as (task: unknown) => unknown)(
  JSON.parse(task),
);
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());
