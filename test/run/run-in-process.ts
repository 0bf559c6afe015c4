import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { renderText } from '../../src/report/formats/text.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import { loadScenario, type ScenarioOverrides } from '../../src/scenario/load-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { exitCode } from '../../src/verdict/exit-code.ts';

/** A run that ended in the process of its test, with what `proofload run` would have shown of it. */
export interface InProcessRun {
  /** As `result.json` has it. */
  readonly result: RunResult;
  /** The code that `proofload run` would have ended with. */
  readonly code: number;
  /** The summary for people, its white space folded. */
  readonly text: string;
  /** The sentences that the run warned with. */
  readonly warnings: readonly string[];
  /** The run directory. */
  readonly path: string;
  /** Reads a file of the run directory. */
  readonly read: (name: string) => string;
}

/**
 * Runs the `scenario.json` of a folder in this process, from its file to its reports in the folder
 * `reports` beside it. Rejects with the Problem that `proofload run` would have printed.
 */
export async function runInProcess(
  folder: string,
  overrides: ScenarioOverrides = {},
): Promise<InProcessRun> {
  return execute(await loadScenario(join(folder, 'scenario.json'), overrides), folder);
}

/** As `runInProcess`, against an emulator in this process that has the scenario's settings. */
export async function runOnEmulator(folder: string): Promise<InProcessRun> {
  const scenario = await loadScenario(join(folder, 'scenario.json'));
  const emulator = await startEmulator({ settings: scenario.emulator, seed: scenario.seed });
  try {
    return await execute({ ...scenario, endpoint: emulator.url }, folder);
  } finally {
    await emulator.close();
  }
}

async function execute(scenario: Scenario, folder: string): Promise<InProcessRun> {
  const warnings: string[] = [];
  const { path = '' } = await executeRun(scenario, {
    stop: new StopController(),
    workers: 1,
    out: join(folder, 'reports'),
    answers: true,
    flags: [],
    warn: (sentence) => warnings.push(sentence),
  });
  const read = (name: string): string => readFileSync(join(path, name), 'utf8');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the run wrote it
  const result = JSON.parse(read('result.json')) as RunResult;
  return {
    result,
    code: exitCode({ ...result, requireValid: false }),
    text: renderText(result, { colour: false, width: 80 }).replaceAll(/\s+/g, ' '),
    warnings,
    path,
    read,
  };
}
