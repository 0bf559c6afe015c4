import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem/problem.ts';
import { type ChildEnd, watchChild } from './child-watch.ts';

/** One of our servers in its own process, on a free loopback port. */
export interface ServerProcess {
  readonly url: string;
  /** Resolves when it was killed, hung or ended: `was killed (SIGKILL)`. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts the command line with these arguments, of which the first is a command that serves and
 * sends its URL to its parent. `settings` are sent to it as the first message. In the same event
 * loop as the client, a server's work would count as latency.
 */
export async function startServerProcess(
  words: readonly [verb: string, ...options: string[]],
  settings?: object,
): Promise<ServerProcess> {
  const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  const child = fork(main, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A Ctrl-C goes to the whole process group; the client ends its server itself.
    detached: true,
    execArgv: [],
    // Settings can contain Infinity, which JSON cannot.
    serialization: 'advanced',
  });
  // A child that has ended is noticed by its watch.
  if (settings !== undefined) child.send(settings, () => undefined);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const watch = watchChild(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.on('message', (message) => {
      if (typeof message === 'string') resolve(message);
    });
    void watch.ended.then((end) => reject(neverReady(words[0], end, errors)));
  });
  const lost = watch.ended.then(({ how }) => [how, errorIn(errors)].join(''));
  return { url, lost, close: () => watch.terminate() };
}

/**
 * Returns the child's own message if the user can fix it, a Problem if it was killed or hung, else
 * an internal error.
 */
function neverReady(verb: string, { how, code }: ChildEnd, errors: string): Error {
  if (code === 104) return new Problem(errors.trim().replace(/^proofload: /, ''));
  const what = `proofload ${verb} ${how} before it was ready.`;
  return code === undefined
    ? new Problem(what, {
        remedy: 'Run again; look whether the machine has memory and time for it.',
      })
    : new Error(`${what} ${errors}`);
}

/** Returns the error that ended a process, from its standard error. */
function errorIn(errors: string): string {
  const [line] = errors.split('\n').filter((each) => /Error\b/.test(each));
  return line === undefined ? '' : `: ${line.trim().slice(0, 200)}`;
}
