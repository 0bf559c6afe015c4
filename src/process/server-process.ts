import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem/problem.ts';
import { type ChildEnd, watchChild } from './child-watch.ts';

/** A ServerProcess is one of our own servers in a process of its own, on a free loopback port. */
export interface ServerProcess {
  readonly url: string;
  /** Resolves when it was killed or hung, or ended by itself: `was killed (SIGKILL)`. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts the command line with these words, of which the first is a verb that serves and sends its
 * URL to its parent; `settings` are sent to it as its first message. Served and measured in one event loop, each request's work would count as
 * another's latency.
 */
export async function startServerProcess(
  words: readonly [verb: string, ...options: string[]],
  settings?: object,
): Promise<ServerProcess> {
  const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  const child = fork(main, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A Ctrl-C in the terminal goes to the whole group; the client decides when its server ends.
    detached: true,
    execArgv: [],
    // Settings may hold Infinity, which JSON has not.
    serialization: 'advanced',
  });
  // A child that is gone by now says so itself.
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

/** What the user can mend the child has said itself; that it was killed or hung is nobody's defect. */
function neverReady(verb: string, { how, code }: ChildEnd, errors: string): Error {
  if (code === 104) return new Problem(errors.trim().replace(/^proofload: /, ''));
  const what = `proofload ${verb} ${how} before it was ready.`;
  return code === undefined
    ? new Problem(what, {
        remedy: 'Run again; look whether the machine has memory and time for it.',
      })
    : new Error(`${what} ${errors}`);
}

/** The error that ended a process, of what it wrote on standard error. */
function errorIn(errors: string): string {
  const [line] = errors.split('\n').filter((each) => /Error\b/.test(each));
  return line === undefined ? '' : `: ${line.trim().slice(0, 200)}`;
}
