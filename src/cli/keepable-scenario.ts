import { isAbsolute, relative } from 'node:path';
import type { EmulatorSettings } from '../scenario/emulator-settings.ts';
import type { Scenario } from '../scenario/scenario.ts';

const SECRET = /authorization|api-?key|token|secret|cookie|password|^command$/i;

/**
 * The resolved scenario as it may be kept and passed on: header values that name secrets are
 * masked, commands that print secrets too, and paths are relative to the folder the run was started from.
 */
export function keepableScenario(scenario: Scenario): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(
    {
      ...scenario,
      file: relative(process.cwd(), scenario.file),
      ...(scenario.ca === undefined ? {} : { ca: pathFromHere(scenario.ca) }),
      dataset: { ...scenario.dataset, file: pathFromHere(scenario.dataset.file) },
      emulator: keepableEmulator(scenario.emulator),
    },
    (key, value: unknown) => {
      return typeof value === 'string' && SECRET.test(key) ? '***' : value;
    },
  );
  // oxlint-disable-next-line no-unsafe-type-assertion -- it was an object a moment ago
  return JSON.parse(text) as Record<string, unknown>;
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

/** What is a file, from here; the others are names. */
function fromHere(named: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(named).map(([key, name]) => [key, pathFromHere(name)]));
}

/** A path of this machine, from the folder the run was started from; anything else as it is. */
export function pathFromHere(path: string): string {
  return isAbsolute(path) ? relative(process.cwd(), path) : path;
}
