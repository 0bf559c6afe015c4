import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A ServerProcess is one of our own servers in a process of its own, on a free loopback port. */
export interface ServerProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the command line with these words, of which the first is a verb that serves and sends its
 * URL to its parent. Served and measured in one event loop, each request's work would count as
 * another's latency.
 */
export async function startServerProcess(
  words: readonly [verb: string, ...options: string[]],
): Promise<ServerProcess> {
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const child = fork(main, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A Ctrl-C in the terminal goes to the whole group; the client decides when its server ends.
    detached: true,
    execArgv: [],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (ready) => {
      if (typeof ready === 'string') resolve(ready);
    });
    child.once('exit', (code) =>
      reject(new Error(`proofload ${words[0]} ended with ${code} before it was ready. ${errors}`)),
    );
  });
  return {
    url,
    async close() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
