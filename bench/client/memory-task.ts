import { setTimeout as sleep } from 'node:timers/promises';
import { CALIBRATION_QUERY } from '../../src/runner/calibration/calibration-run.ts';
import { systemClock } from '../../src/time/clock.ts';
import { createSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** A MemoryTask is many slow streams open at once, and what each adds to the resident set. */
export interface MemoryTask {
  readonly subject: Subject;
  readonly url: string;
  readonly streams: number;
}

export interface MemoryFigures {
  readonly streams: number;
  readonly open: number;
  readonly kilobytesPerStream: number;
  readonly residentMegabytes: number;
}

export async function runMemoryTask(task: MemoryTask): Promise<MemoryFigures> {
  const target = await createSubject(task.subject, task.url);
  const controllers: AbortController[] = [];
  const ask = (): void => {
    const controller = new AbortController();
    controllers.push(controller);
    const call = { clock: systemClock, signal: controller.signal, metadata: {} };
    target.ask(CALIBRATION_QUERY, call).then(
      () => undefined,
      (error: unknown) => {
        throw error;
      },
    );
  };
  const before = process.memoryUsage().rss;
  for (let asked = 0; asked < task.streams; asked += 50) {
    for (let i = 0; i < 50; i++) ask();
    await sleep(25);
  }
  await sleep(6000);
  const { rss } = process.memoryUsage();
  const open = process.getActiveResourcesInfo().filter((name) => /TCP.*Wrap/.test(name)).length;
  for (const controller of controllers) controller.abort();
  await target.close();
  return {
    streams: task.streams,
    open,
    kilobytesPerStream: (rss - before) / 1024 / task.streams,
    residentMegabytes: rss / 2 ** 20,
  };
}
