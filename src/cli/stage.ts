import type { Scenario } from '../scenario/scenario.ts';
import { concurrency } from '../schedule/concurrency.ts';
import { answersAsEmulator } from '../target/emulator-probe.ts';
import type { Wiring } from '../target/wiring.ts';
import { startEmulatorProcess } from './emulator-process.ts';

/** A Stage is where a run takes place: AWS, a stand-in origin, or an emulator of its own. */
export interface Stage {
  readonly wiring: Wiring;
  /** Whether what answers is an emulator, and every report must say so. */
  readonly emulated: boolean;
  close(): Promise<void>;
}

/** The emulator takes any credentials; these say in its log whose they were. */
const EMULATED = { accessKeyId: 'EMULATED', secretAccessKey: 'emulated' };

/** Sockets beyond the concurrency, so that no request ever queues inside the client. */
const SPARE_SOCKETS = 10;

/** Sets the stage for a scenario; an embedded emulator is started, and closed with it. */
export async function setStage(scenario: Scenario): Promise<Stage> {
  const { endpoint, region, file, seed } = scenario;
  const connections = mostConcurrent(scenario) + SPARE_SOCKETS;
  if (endpoint === 'aws') {
    return { wiring: { endpoint, region, connections }, emulated: false, close: nothing };
  }
  if (endpoint === 'emulator') {
    const emulator = await startEmulatorProcess({ scenarioFile: file, seed });
    return {
      wiring: { endpoint: emulator.url, region, connections, credentials: EMULATED },
      emulated: true,
      close: () => emulator.close(),
    };
  }
  const emulated = await answersAsEmulator(endpoint);
  return {
    wiring: { endpoint, region, connections, ...(emulated ? { credentials: EMULATED } : {}) },
    emulated,
    close: nothing,
  };
}

async function nothing(): Promise<void> {}

/** The most requests that may be in flight at once, over all loads and the judge. */
function mostConcurrent({ loads, judge }: Scenario): number {
  return Math.max(
    Object.values(loads).reduce((sum, load) => sum + concurrency(load), 0),
    judge?.concurrency ?? 0,
  );
}
