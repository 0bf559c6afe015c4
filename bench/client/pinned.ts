import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServerUrls } from './server-process.ts';
import type { Tasks } from './task-process.ts';

/** A PinnedServer runs on core 0, so that a client on core 1 has a core of its own. */
export interface PinnedServer extends ServerUrls {
  close(): Promise<void>;
}

/** Whether processes can be pinned to cores here; else they share all. */
const canPin = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

function onCore(
  core: number | 'any',
  script: string,
  words: readonly string[],
): [string, string[]] {
  const node = [process.execPath, '--no-warnings', here(script), ...words];
  return canPin && core !== 'any'
    ? ['taskset', ['-c', String(core), ...node]]
    : [process.execPath, node.slice(1)];
}

function here(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

export async function startPinnedServer(tokens: number, interval: number): Promise<PinnedServer> {
  const [command, words] = onCore(0, './server-process.js', [String(tokens), String(interval)]);
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own words
    ...(JSON.parse(String(line)) as ServerUrls),
    async close() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

/** Runs a task in a fresh process on core 1, or wherever there is room. TLS certificates of the bench are nobody's. */
export function runTask<Name extends keyof Tasks>(
  name: Name,
  task: Tasks[Name]['task'],
  { core }: { readonly core: 1 | 'any' } = { core: 1 },
): Promise<Tasks[Name]['figures']> {
  const [command, words] = onCore(core, './task-process.js', [name, JSON.stringify(task)]);
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  return new Promise((resolve, reject) => {
    execFile(command, words, { env, maxBuffer: 2 ** 24 }, (error, stdout) => {
      if (error !== null) reject(error);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own words
      else resolve(JSON.parse(stdout) as Tasks[Name]['figures']);
    });
  });
}

/** How the processes of a bench are placed, for its notes. */
export const PLACES = canPin
  ? 'The server runs on core 0, each client in a fresh process on core 1.'
  : 'Processes could not be pinned to cores here.';

export function say(what: string): void {
  process.stderr.write(`${what} …\n`);
}
