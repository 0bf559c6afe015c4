import type { loadSchema } from './load/load-schema.ts';
import type { scenarioSchema } from './scenario-schema.ts';
import type { ReadonlyInput } from './schema/readonly-deep.ts';

/**
 * A scenario as its author writes it: k6's names for loads and thresholds, proofload's for the
 * rest.
 */
export interface ScenarioInput extends ReadonlyInput<typeof scenarioSchema> {}

/** One of k6's scenarios, with its target. */
export type LoadInput = ReadonlyInput<typeof loadSchema>;

/** Returns its argument; gives a scenario file its types. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}
