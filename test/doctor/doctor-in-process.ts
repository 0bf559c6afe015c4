import { join } from 'node:path';
import type { CheckResult } from '../../src/doctor/finding.ts';
import { preflight } from '../../src/doctor/preflight.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { openEndpoint } from '../../src/run/endpoint/endpoint.ts';
import { loadScenario, type ScenarioOverrides } from '../../src/scenario/load-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

/** Finds, in this process, what `proofload doctor` finds out about the `scenario.json` of a folder. */
export async function findingsOf(
  folder: string,
  overrides: ScenarioOverrides = {},
): Promise<readonly CheckResult[]> {
  return examine(await loadScenario(join(folder, 'scenario.json'), overrides));
}

/** As `findingsOf`, against an emulator in this process that has the scenario's settings. */
export async function findingsOnEmulator(folder: string): Promise<readonly CheckResult[]> {
  const scenario = await loadScenario(join(folder, 'scenario.json'));
  const emulator = await startEmulator({ settings: scenario.emulator, seed: scenario.seed });
  try {
    return await examine({ ...scenario, endpoint: emulator.url });
  } finally {
    await emulator.close();
  }
}

async function examine(scenario: Scenario): Promise<readonly CheckResult[]> {
  const runEndpoint = await openEndpoint(scenario);
  try {
    return await preflight(scenario, runEndpoint);
  } finally {
    await runEndpoint.close();
  }
}
