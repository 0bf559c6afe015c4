import { type ServerProcess, startServerProcess } from './server-process.ts';

/** An EmulatorProcess is the embedded emulator, apart from the measuring event loop. */
type EmulatorProcess = ServerProcess;

/** Starts the emulator on a free loopback port. */
export async function startEmulatorProcess(options: {
  scenarioFile: string;
  seed: number;
}): Promise<EmulatorProcess> {
  const words = ['--port', '0', '--quiet', '--seed', String(options.seed)];
  return startServerProcess(['emulate', ...words, '--scenario', options.scenarioFile]);
}
