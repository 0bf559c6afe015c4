import { resolve as resolvePath } from 'node:path';
import { BEDROCK_API_KEY_WARNING, usesBedrockApiKey } from '../doctor/bedrock-api-key.ts';
import { Signals } from '../process/signals.ts';
import { executeRun, type RunStart } from '../run/execute-run.ts';
import { workerCountWarnings } from '../run/load/worker-count.ts';
import { StopController } from '../runner/request/stop-controller.ts';
import { leafTargets } from '../scenario/leaf-targets.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { exitCode } from '../verdict/exit-code.ts';
import { printSummary } from './print-summary.ts';
import { ProgressLine } from './progress-line.ts';
import { repeatFlags, type RunVerbOptions } from './run-flags.ts';

/** Runs a scenario from its file to its reports, and returns the exit code. */
export async function runVerb(file: string, options: RunVerbOptions): Promise<number> {
  const { endpoint, seed, ca, workers, out, answers, quiet = false } = options;
  const scenario = await loadScenario(file, {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(seed === undefined ? {} : { seed }),
    ...(ca === undefined ? {} : { ca: resolvePath(ca) }),
  });
  const stop = new StopController();
  const signals = new Signals(stop);
  const onProgress = quiet ? {} : { onProgress: new ProgressLine(process.stderr) };
  try {
    const { result } = await executeRun(scenario, {
      stop,
      workers,
      out,
      answers,
      flags: repeatFlags(options),
      warn,
      ...onProgress,
      onStart: (start) => {
        for (const warning of warningsOf(scenario, start, quiet)) warn(warning);
        signals.isUnderWay = true;
      },
      onResult: ({ result: kept, path = out }) => printSummary(kept, path, options),
      onEnd: () => {
        signals.isUnderWay = false;
      },
    });
    return exitCode({ ...result, requireValid: options.requireValid === true });
  } finally {
    signals.release();
  }
}

/** Returns warnings about a run that is about to start, a sentence each. */
function warningsOf(
  scenario: Scenario,
  { runEndpoint, workerCount }: RunStart,
  quiet: boolean,
): readonly string[] {
  const leaves = [...leafTargets(scenario).values()];
  const { message, remedy } = BEDROCK_API_KEY_WARNING;
  return [
    ...(usesBedrockApiKey(leaves, runEndpoint.clientConfig, process.env)
      ? [`${message} ${remedy}`]
      : []),
    ...(quiet ? [] : workerCountWarnings(workerCount)),
  ];
}

function warn(sentence: string): void {
  process.stderr.write(`proofload: ${sentence}\n`);
}
