import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../problem/problem.ts';
import { watchChild } from '../../process/child-watch.ts';
import type { StopReason } from '../../runner/request/stop-controller.ts';
import type { LoadResult } from '../load/load-generator.ts';
import type { WorkerLoss } from '../load/worker-loss.ts';
import type {
  SerializedRecord,
  WorkerMessage,
  WorkerCommand,
  WorkerTask,
} from './worker-protocol.ts';

/** Handle of a worker process. */
export interface WorkerProcess {
  /** Resolves when it is warmed up and waits for the start, or is lost. */
  readonly ready: Promise<unknown>;
  /**
   * Resolves after its last record, or when it was killed or hung; rejects on a failure, with its
   * Problem if there is one.
   */
  readonly done: Promise<LoadResult | WorkerLoss>;
  tell(command: WorkerCommand): void;
  /** Kills it for this reason, unless it has ended. */
  giveUp(how: string): void;
  /** Ends it by force. */
  terminate(): Promise<void>;
}

/** Callbacks for a worker's messages. */
interface Ear {
  sent(requests: number): void;
  recorded(draft: SerializedRecord): void;
  stopped(reason: StopReason): void;
}

/** Starts a worker, which warms up at once. */
export function startWorkerProcess(task: WorkerTask, listener: Ear): WorkerProcess {
  const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
  const child = fork(main, ['worker', JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A Ctrl-C goes to the whole process group; the run alone handles it and informs the workers.
    detached: true,
    execArgv: [],
    serialization: 'advanced',
  });
  const watch = watchChild(child);
  const open = { requests: 0 };
  let isDone = false;
  let warm: () => void;
  const isWarm = new Promise<void>((resolve) => (warm = resolve));
  const done = new Promise<LoadResult | WorkerLoss>((resolve, reject) => {
    child.on('message', (message: WorkerMessage) => {
      try {
        if (message.kind === 'ready') warm();
        else if (message.kind === 'records') onMessage(message, listener, open);
        else if (message.kind === 'stopped') listener.stopped(message.reason);
        else if (message.kind === 'done') {
          isDone = true;
          resolve(message.loadResult);
        } else if (message.kind === 'failed')
          reject(message.isProblem ? new Problem(message.message) : new Error(message.message));
      } catch (error) {
        reject(error);
      }
    });
    child.once('error', reject);
    void watch.ended.then(({ how }) => resolve(lossOf(task, how, open.requests)));
  });
  return {
    ready: Promise.race([isWarm, done]),
    done,
    tell(command) {
      // Ignores the error: a worker that has ended is noticed by its disconnection.
      child.send(command, () => undefined);
    },
    giveUp(how) {
      if (!isDone) watch.kill(how);
    },
    terminate() {
      done.catch(() => undefined);
      return watch.terminate();
    },
  };
}

/** Only the number of its unfinished requests is known. */
function lossOf({ shard }: WorkerTask, how: string, open: number): WorkerLoss {
  return {
    message:
      `Worker ${shard.index + 1} of ${shard.of} ${how} before all its load was put on. Requests that it ` +
      `was waiting for (${open} by its last report) and those it sent since are in no figure here, ` +
      'and may have been billed; run again.',
    unaccounted: true,
  };
}

function onMessage(
  { sent, lines }: Extract<WorkerMessage, { kind: 'records' }>,
  listener: Ear,
  open: { requests: number },
): void {
  listener.sent(sent);
  open.requests += sent;
  for (const line of lines) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- worker.ts wrote it
    const draft = JSON.parse(line) as SerializedRecord;
    if (draft.sample.outcome !== 'dropped') open.requests--;
    listener.recorded(draft);
  }
}
