import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StopReason } from '../runner/stop.ts';
import { Problem } from '../scenario/problem.ts';
import { watchChild } from './child-watch.ts';
import type { Draft, News, Order, Task } from './task.ts';
import type { Generation } from './generator.ts';
import type { Loss } from './loss.ts';

/** A WorkerProcess is one worker as the run sees it. */
export interface WorkerProcess {
  /** Resolves once it is warm and waits for the start, or is lost. */
  readonly ready: Promise<unknown>;
  /**
   * Resolves after its last record, or once it was killed or hung; rejects when it fails, with a
   * Problem where it had one.
   */
  readonly done: Promise<Generation | Loss>;
  tell(order: Order): void;
  /** Kills it, for this reason, unless it is done. */
  giveUp(how: string): void;
  /** Ends it, whatever it does. */
  dismiss(): Promise<void>;
}

/** What a run wants to hear from a worker. */
interface Ear {
  sent(requests: number): void;
  recorded(draft: Draft): void;
  stopped(reason: StopReason): void;
}

/** Starts a worker, which begins to warm up at once. */
export function startWorkerProcess(task: Task, ear: Ear): WorkerProcess {
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
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
  const done = new Promise<Generation | Loss>((resolve, reject) => {
    child.on('message', (news: News) => {
      try {
        if (news.kind === 'ready') warm();
        else if (news.kind === 'records') hear(news, ear, open);
        else if (news.kind === 'stopped') ear.stopped(news.reason);
        else if (news.kind === 'done') {
          isDone = true;
          resolve(news.generation);
        } else if (news.kind === 'failed')
          reject(news.isProblem ? new Problem(news.message) : new Error(news.message));
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
    tell(order) {
      // A worker that is gone says so by its disconnection; that it cannot hear is no further news.
      child.send(order, () => undefined);
    },
    giveUp(how) {
      if (!isDone) watch.kill(how);
    },
    dismiss() {
      done.catch(() => undefined);
      return watch.dismiss();
    },
  };
}

/** What it had sent and not told the end of is known as a number alone. */
function lossOf({ shard }: Task, how: string, open: number): Loss {
  return {
    says:
      `Worker ${shard.index + 1} of ${shard.of} ${how} before all its load was put on. Requests that it ` +
      `was waiting for (${open} by its last report) and those it sent since are in no figure here, ` +
      'and may have been billed; run again.',
    unaccounted: true,
  };
}

function hear(
  { sent, lines }: Extract<News, { kind: 'records' }>,
  ear: Ear,
  open: { requests: number },
): void {
  ear.sent(sent);
  open.requests += sent;
  for (const line of lines) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- worker.ts wrote it
    const draft = JSON.parse(line) as Draft;
    if (draft.sample.outcome !== 'dropped') open.requests--;
    ear.recorded(draft);
  }
}
