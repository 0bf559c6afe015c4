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

/** A WorkerProcess is one worker as the run sees it. */
export interface WorkerProcess {
  /** Resolves once it is warm and waits for the start, or is lost. */
  readonly ready: Promise<unknown>;
  /**
   * Resolves after its last record, or once it was killed or hung; rejects when it fails, with a
   * Problem where it had one.
   */
  readonly done: Promise<LoadResult | WorkerLoss>;
  tell(command: WorkerCommand): void;
  /** Kills it, for this reason, unless it is done. */
  giveUp(how: string): void;
  /** Ends it, whatever it does. */
  terminate(): Promise<void>;
}

/** What a run wants to hear from a worker. */
interface Ear {
  sent(requests: number): void;
  recorded(draft: SerializedRecord): void;
  stopped(reason: StopReason): void;
}

/** Starts a worker, which begins to warm up at once. */
export function startWorkerProcess(task: WorkerTask, listener: Ear): WorkerProcess {
  const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
  const child = fork(main, ['worker', JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A Ctrl-C in the terminal goes to the whole group; the run passes it on when it is meant.
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
      // A worker that is gone says so by its disconnection; that it cannot hear is no further news.
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

/** What it had sent and not told the end of is known as a number alone. */
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
