import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fit } from '../plan/fit/fit.ts';
import { type FitObservation, observationsOf } from '../plan/fit/observation.ts';
import { nearest } from '../problem/nearest.ts';
import { Problem } from '../problem/problem.ts';
import { renderFit } from '../report/formats/fit-text.ts';
import { parseResult } from '../report/result-file/result-file.ts';
import { stableJson } from '../report/result/json.ts';
import type { RunResult, TargetResult } from '../report/result/result.ts';
import { redactResult } from '../run/result/write-reports.ts';
import type { Sample } from '../sample/sample.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import type { Profile } from '../serving/profiles/profile.ts';
import { openRunDirectory } from '../store/run-directory.ts';
import { writeProblem } from '../store/write-problem.ts';

interface FitVerbOptions {
  readonly target?: string;
  readonly mode?: Profile['mode'];
  readonly out?: string;
  readonly json?: boolean;
}

/** Fits a profile for the emulator to a measured endpoint. */
export async function fitVerb(path: string, options: FitVerbOptions): Promise<number> {
  const directory = openRunDirectory(path, (sentence) => process.stderr.write(`${sentence}\n`));
  const read = parseResult(directory.read('result.json'));
  const result = redactResult(read);
  const target = targetOf(result, options.target);
  // Samples contain the name as it was resolved.
  const name = read.targets[result.targets.indexOf(target)]?.name ?? target.name;
  const samples: Sample[] = [];
  for await (const sample of directory.readSamples()) samples.push(sample);
  directory.close();
  const observations: readonly FitObservation[] = observationsOf(samples, name);
  const fitted = fit(observations, {
    name: target.name,
    // One client cannot slow down Bedrock on demand, but it can a server of the user's own.
    mode: options.mode ?? (target.kind.startsWith('bedrock-') ? 'pooled' : 'engine'),
    source: `Fitted to ${observations.length} answers of run ${result.id}${result.emulated ? ', which was emulated' : ''}.`,
    seed: result.environment.seed,
  });
  const found = knownSecrets.scrubAll(fitted);
  const file = options.out ?? join(path, `${target.name}.profile.json`);
  try {
    writeFileSync(file, `${JSON.stringify(found.profile, undefined, 2)}\n`);
  } catch (cause) {
    throw writeProblem(file, cause, 'Name another file with --out.');
  }
  process.stdout.write(
    options.json === true
      ? `${stableJson({ ...found, file })}\n`
      : renderFit(found, subjectOf(target), file),
  );
  return 0;
}

/** Returns the emulator's key of the target; for a deployed API its path. */
function subjectOf({ kind, model }: TargetResult): string {
  return kind === 'http' ? new URL(model).pathname : model;
}

function targetOf({ targets }: RunResult, name: string | undefined): TargetResult {
  const found = name === undefined ? targets : targets.filter((target) => target.name === name);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const names = targets.map((target) => target.name);
  if (name === undefined) {
    throw new Problem('The run has several targets.', {
      remedy: `Name one with --target: ${names.join(', ')}.`,
    });
  }
  const near = nearest(name, names);
  throw new Problem(`The run has no target "${name}".`, {
    remedy: near === undefined ? `Its targets are ${names.join(', ')}.` : `Did you mean "${near}"?`,
  });
}
