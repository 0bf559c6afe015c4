import { startEmulator } from '../emulator/emulator.ts';
import type { EmulatorSettings } from '../scenario/emulator-settings.ts';
import { loadScenario } from '../scenario/file.ts';

interface EmulateOptions {
  readonly port: number;
  readonly host: string;
  readonly scenario?: string;
  readonly seed: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const NO_SETTINGS: EmulatorSettings = { profiles: {}, quotas: {}, faults: [] };

/** Serves until a signal, or until the parent that started it is gone. */
export async function emulateVerb(options: EmulateOptions): Promise<number> {
  const settings =
    options.scenario === undefined ? NO_SETTINGS : (await loadScenario(options.scenario)).emulator;
  const emulator = await startEmulator({
    settings,
    seed: options.seed,
    port: options.port,
    host: options.host,
  });
  // A run that started this process is told where; a person is told how.
  process.send?.(emulator.url);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ url: emulator.url })}\n`);
  else if (options.quiet !== true) process.stdout.write(`${welcome(emulator.url)}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('disconnect', resolve);
  });
  await emulator.close();
  return 0;
}

function welcome(url: string): string {
  return `proofload emulator on ${url} (nothing here is AWS, and no answer is a language model's)

  AWS SDKs and CLI   export AWS_ENDPOINT_URL=${url} AWS_ACCESS_KEY_ID=emulated AWS_SECRET_ACCESS_KEY=emulated AWS_REGION=us-east-1
  OpenAI clients     base URL ${url}/v1
  what was served    curl ${url}/_proofload/log

Stop with Ctrl-C.`;
}
