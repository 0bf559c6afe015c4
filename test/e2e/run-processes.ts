import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The directory of the one run in a folder. */
export function runDirectory(folder: string): string {
  const [id = ''] = readdirSync(join(folder, 'reports'));
  return join(folder, 'reports', id);
}

/** Waits until the run has written one of its files. */
export async function untilFile(folder: string, name: string): Promise<string> {
  while (!existsSync(join(folder, 'reports'))) await sleep(20);
  while (!existsSync(join(runDirectory(folder), name))) await sleep(20);
  return join(runDirectory(folder), name);
}

/** The processes that a process started, with their words. */
export function childrenOf({ pid }: ChildProcess): { pid: number; words: string }[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const [own, parent, ...words] = line.trim().split(/\s+/);
    return Number(parent) === pid ? [{ pid: Number(own), words: words.join(' ') }] : [];
  });
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await sleep(50);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
