export { defineScenario } from './scenario/input.ts';
export type { LoadInput, ScenarioInput, TargetInput } from './scenario/input.ts';
