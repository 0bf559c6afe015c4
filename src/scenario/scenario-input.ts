import type { loadSchema } from './load/load-schema.ts';
import type { scenarioSchema } from './scenario-schema.ts';
import type { ReadonlyInput } from './schema/readonly-deep.ts';

/**
 * A ScenarioInput is a scenario as its author writes it: k6's words for load and thresholds, ours
 * beside them.
 */
export interface ScenarioInput extends ReadonlyInput<typeof scenarioSchema> {}

/** One of k6's scenarios, aimed at a target. */
export type LoadInput = ReadonlyInput<typeof loadSchema>;

/** Gives a scenario file its types; returns what it is given. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}
