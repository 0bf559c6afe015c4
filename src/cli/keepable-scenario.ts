import { isAbsolute, relative } from 'node:path';
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
      dataset: { ...scenario.dataset, file: relative(process.cwd(), scenario.dataset.file) },
      emulator: { ...scenario.emulator, profiles: fromHere(scenario.emulator.profiles) },
    },
    (key, value: unknown) => {
      return typeof value === 'string' && SECRET.test(key) ? '***' : value;
    },
  );
  // oxlint-disable-next-line no-unsafe-type-assertion -- it was an object a moment ago
  return JSON.parse(text) as Record<string, unknown>;
}

/** Profiles that are files, from here; the others have names. */
function fromHere(profiles: Scenario['emulator']['profiles']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(profiles).map(([subject, profile]) => [
      subject,
      isAbsolute(profile) ? relative(process.cwd(), profile) : profile,
    ]),
  );
}
