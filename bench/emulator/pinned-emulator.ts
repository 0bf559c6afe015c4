import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServedFigures } from './server-process.ts';

/** A PinnedEmulator is an emulator with core 0 to itself; its load comes from core 1. */
export interface PinnedEmulator {
  /** So many sockets ask without a pause; what was served in `seconds` of it, once all had come. */
  load(request: LoadRequest, sockets: number, seconds: number): Promise<LoadFigures>;
  /** CPU microseconds of a bare write, now. */
  bareWrite(): Promise<number>;
  close(): Promise<void>;
}

export interface LoadRequest {
  readonly path: string;
  readonly body: unknown;
}

export interface LoadFigures extends ServedFigures {
  readonly readsPerSecond: number;
}

/** Whether processes can be pinned to cores here; else they share all. */
const canPin = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

function onCore(core: number, script: string, words: readonly string[]): [string, string[]] {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const node = ['--no-warnings', path, ...words];
  return canPin
    ? ['taskset', ['-c', String(core), process.execPath, ...node]]
    : [process.execPath, node];
}

/** Until all of a load have connected and the first have been answered. */
const WARMING = 9000;

export async function startPinnedEmulator(): Promise<PinnedEmulator> {
  const [command, words] = onCore(0, './server-process.js', []);
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  const url = await next();
  const ask = async <T>(question: string): Promise<T> => {
    child.stdin.write(`${question}\n`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process's words
    return JSON.parse(await next()) as T;
  };
  return {
    async load({ path, body }, sockets, seconds) {
      const told = [url, path, String(sockets), String(seconds), JSON.stringify(body)];
      const [loader, loaderWords] = onCore(1, './load-process.js', told);
      const done = new Promise<string>((resolve, reject) => {
        execFile(loader, loaderWords, (error, stdout) => {
          if (error === null) resolve(stdout);
          else reject(error);
        });
      });
      await setTimeout(WARMING);
      await ask('figures');
      await setTimeout(seconds * 1000);
      const served = await ask<ServedFigures>('figures');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process's words
      const { readsPerSecond } = JSON.parse(await done) as { readsPerSecond: number };
      return { ...served, readsPerSecond };
    },
    bareWrite: () => ask<number>('bare-write'),
    async close() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}
