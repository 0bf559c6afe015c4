import type { EmulatorSettings } from '../scenario/emulator/emulator-schema.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** The embedded emulator in its own process. */
type EmulatorProcess = ServerProcess;

/** Starts the emulator on a free loopback port, and sends it its settings. */
export async function startEmulatorProcess(options: {
  settings: EmulatorSettings;
  seed: number;
}): Promise<EmulatorProcess> {
  const words = ['--port', '0', '--quiet', '--seed', String(options.seed), '--embedded'];
  return startServerProcess(['emulate', ...words], options.settings);
}

/** Resolves to the settings sent by the parent process. */
export async function receiveEmulatorSettings(): Promise<EmulatorSettings> {
  return new Promise((resolve) => {
    process.once('message', (settings: EmulatorSettings) => resolve(settings));
  });
}
