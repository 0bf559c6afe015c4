/** What the system tells of the processes of a run: those that work in its folder, and their ports. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A RunProcess is one process that works in a run's folder, as all of a run's own do. */
export interface RunProcess {
  readonly pid: number;
  readonly words: string;
}

export function processesIn(folder: string): readonly RunProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (readlinkSync(`/proc/${name}/cwd`) !== folder) return [];
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), words }];
    } catch {
      // It ended meanwhile, or is another user's.
      return [];
    }
  });
}

/** The TCP sockets on which these processes listen, by inode, each with its port. */
export function listenersOf(processes: readonly RunProcess[]): ReadonlyMap<string, number> {
  const own = new Set(processes.flatMap(({ pid }) => socketsOf(pid)));
  return new Map([...allListeners()].filter(([inode]) => own.has(inode)));
}

/** Every TCP socket on which anybody listens. */
export function allListeners(): ReadonlyMap<string, number> {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(linesOf);
  return new Map(
    lines.flatMap((line): [string, number][] => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === LISTENING ? [[inode, Number.parseInt(local.split(':')[1] ?? '', 16)]] : [];
    }),
  );
}

const LISTENING = '0A';

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    // A machine without IPv6 has no tcp6.
    return [];
  }
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(linkOf(join(folder, fd))) ?? [];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
