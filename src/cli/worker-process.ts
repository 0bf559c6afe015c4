import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StopReason } from '../runner/stop.ts';
import { Problem } from '../scenario/problem.ts';
import type { Draft, News, Order, Task } from './task.ts';
import type { Generation } from './generator.ts';

/** A WorkerProcess is one worker as the run sees it. */
export interface WorkerProcess {
  /** Resolves once it is warm and waits for the start. */
  readonly ready: Promise<unknown>;
  /** Resolves after its last record; rejects when it fails or dies, with a Problem where it had one. */
  readonly done: Promise<Generation>;
  tell(order: Order): void;
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
  let warm: () => void;
  const isWarm = new Promise<void>((resolve) => (warm = resolve));
  const done = new Promise<Generation>((resolve, reject) => {
    child.on('message', (news: News) => {
      try {
        if (news.kind === 'ready') warm();
        else if (news.kind === 'records') hear(news, ear);
        else if (news.kind === 'stopped') ear.stopped(news.reason);
        else if (news.kind === 'done') resolve(news.generation);
        else reject(news.isProblem ? new Problem(news.message) : new Error(news.message));
      } catch (error) {
        reject(error);
      }
    });
    child.once('error', reject);
    // Not its exit, which may be heard before its last words.
    child.once('disconnect', () =>
      reject(new Error(`Worker ${task.shard.index} ended before its load did.`)),
    );
  });
  return {
    ready: Promise.race([isWarm, done]),
    done,
    tell(order) {
      // A worker that is gone says so by its disconnection; that it cannot hear is no further news.
      child.send(order, () => undefined);
    },
    async dismiss() {
      done.catch(() => undefined);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

function hear({ sent, lines }: Extract<News, { kind: 'records' }>, ear: Ear): void {
  ear.sent(sent);
  for (const line of lines) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- worker.ts wrote it
    ear.recorded(JSON.parse(line) as Draft);
  }
}
