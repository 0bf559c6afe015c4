export { defineScenario } from './scenario/input.ts';
export type { LoadInput, ScenarioInput } from './scenario/input.ts';
export type { TargetInput } from './scenario/target-input.ts';
