import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** An EmulatorProcess is the embedded emulator, apart from the measuring event loop. */
export interface EmulatorProcess {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the emulator on a free loopback port, in a process of its own: served and measured in one
 * event loop, each request's work would count as another's latency.
 */
export async function startEmulatorProcess(options: {
  scenarioFile: string;
  seed: number;
}): Promise<EmulatorProcess> {
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const words = ['--port', '0', '--quiet', '--seed', String(options.seed)];
  const child = fork(main, ['emulate', ...words, '--scenario', options.scenarioFile], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A Ctrl-C in the terminal goes to the whole group; the run decides when its emulator ends.
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
      reject(new Error(`The embedded emulator ended with ${code} before it was ready. ${errors}`)),
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
