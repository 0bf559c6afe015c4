import { isAbsolute, relative } from 'node:path';
import type { EmulatorSettings } from '../../scenario/emulator/emulator-schema.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import { redactTree, type Variables } from '../../secrets/redact.ts';

/** Returns the resolved scenario without secrets, and with paths relative to the current folder. */
export function redactScenario(
  scenario: Scenario,
  variables: Variables = process.env,
): Readonly<Record<string, unknown>> {
  const { inMemory, file, judge, ...rest } = scenario;
  const kept = {
    ...rest,
    ...(inMemory === true ? {} : { file: relative(process.cwd(), file) }),
    ...(scenario.ca === undefined ? {} : { ca: relativePath(scenario.ca) }),
    dataset: { ...scenario.dataset, file: relativePath(scenario.dataset.file) },
    emulator: keepableEmulator(scenario.emulator),
    targets: fromHereAll(scenario.targets),
    ...(judge === undefined ? {} : { judge: { ...judge, target: targetFromHere(judge.target) } }),
  };
  // oxlint-disable-next-line no-unsafe-type-assertion -- it was an object a moment ago
  const plain = JSON.parse(JSON.stringify(kept)) as Record<string, unknown>;
  // oxlint-disable-next-line no-unsafe-type-assertion -- of an object comes an object
  const redacted = redactTree(plain, variables) as Record<string, unknown>;
  return knownSecrets.scrubAll(redacted);
}

function fromHereAll(targets: Scenario['targets']): Scenario['targets'] {
  const entries = Object.entries(targets).map(
    ([name, spec]) => [name, targetFromHere(spec)] as const,
  );
  return Object.fromEntries(entries);
}

/** Returns a target with the path of its module relative to the current folder. */
function targetFromHere(spec: TargetSpec): TargetSpec {
  if (spec.kind === 'route') return { ...spec, parts: fromHereAll(spec.parts) };
  return spec.kind === 'module' ? { ...spec, module: relativePath(spec.module) } : spec;
}

function keepableEmulator(settings: EmulatorSettings): EmulatorSettings {
  const { profiles, knowledgeBases = {}, buckets = {} } = settings;
  const bases = Object.entries(knowledgeBases).map(
    ([id, base]) => [id, fromHere({ ...base })] as const,
  );
  return {
    ...settings,
    profiles: fromHere(profiles),
    knowledgeBases: Object.fromEntries(bases),
    buckets: fromHere(buckets),
  };
}

/** Returns a profile's file relative to the current folder; a name is unchanged. */
function fromHere(named: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(named).map(([key, name]) => [key, relativePath(name)]));
}

/** Returns an absolute path relative to the current folder; any other text unchanged. */
export function relativePath(path: string): string {
  return isAbsolute(path) ? relative(process.cwd(), path) : path;
}
