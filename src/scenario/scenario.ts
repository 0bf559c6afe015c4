import type { DatasetSource } from './dataset/dataset-schema.ts';
import type { EmulatorSettings } from './emulator/emulator-schema.ts';
import type { JudgeSettings } from './judge/judge-schema.ts';
import type { Load } from './load/load.ts';
import type { scenarioSchema } from './scenario-schema.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';
import type { TargetSpec } from './target/target-spec.ts';
import type { ThresholdSpec } from './threshold-spec.ts';

type Settings = ReadonlyOutput<typeof scenarioSchema>;

/** Members that a scenario keeps as parsed. */
type Kept =
  | 'description'
  | 'endpoint'
  | 'region'
  | 'prompt'
  | 'choose'
  | 'demand'
  | 'prices'
  | 'fixedCosts'
  | 'burndown'
  | 'budget'
  | 'retry'
  | 'warmup'
  | 'cache'
  | 'seed'
  | 'tags';

/**
 * A load test: the load on each target, the dataset and the thresholds.
 *
 * In resolved form: with all defaults, durations in milliseconds and absolute paths. The input form
 * is ScenarioInput (scenario-input.ts); the schema (scenario-schema.ts) describes the members.
 */
export interface Scenario extends Pick<Settings, Kept> {
  readonly name: string;
  /** Absolute path of the scenario file. */
  readonly file: string;
  /** True for a scenario given as a value: `file` does not exist. */
  readonly inMemory?: true;
  /** Absolute path of a PEM file with certificate authorities to trust in addition to Node's. */
  readonly ca?: string;
  readonly targets: Readonly<Record<string, TargetSpec>>;
  /** Loads by name (k6's `scenarios`), each for one target. */
  readonly loads: Readonly<Record<string, Load>>;
  readonly dataset: DatasetSource;
  readonly thresholds: readonly ThresholdSpec[];
  readonly judge?: JudgeSettings;
  readonly emulator: EmulatorSettings;
}

/** Whether prompt caches may hold a run's prompts. */
export type CachePolicy = Scenario['cache'];
