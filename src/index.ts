export type { TargetInput } from './scenario/target/target-spec.ts';
export type { Media, Message, Query, StructuredOutput } from './dataset/query/query.ts';
export { Problem } from './problem/problem.ts';
export type { RunResult, TargetResult } from './report/result/result.ts';
export type { RunProgress } from './run/load/run-progress.ts';
export { runScenario } from './run/run-scenario.ts';
export type { RunScenarioOptions } from './run/run-scenario.ts';
export type { Outcome } from './sample/outcome.ts';
export type { Failure, Sample, ServerReport, Timestamps, Tokens } from './sample/sample.ts';
export { defineScenario } from './scenario/scenario-input.ts';
export type { LoadInput, ScenarioInput } from './scenario/scenario-input.ts';
export type { Call, Reply, Target } from './target/contract/target.ts';
export type {
  ModuleCall,
  ModuleReply,
  ModuleTarget,
  TargetModule,
  TargetModuleContext,
} from './target/module/target-module.ts';
export type { CancelSignal } from './time/cancellation.ts';
export type { Clock } from './time/clock.ts';
export type { ThresholdResult } from './verdict/threshold-result.ts';
export type { Validity, Verdict } from './verdict/verdict.ts';
