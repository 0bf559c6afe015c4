export { defineScenario } from './scenario/scenario-input.ts';
export type { LoadInput, ScenarioInput } from './scenario/scenario-input.ts';
export type { TargetInput } from './scenario/target/target-input.ts';
