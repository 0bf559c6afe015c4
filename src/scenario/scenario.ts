import type { DatasetSource } from './dataset/dataset-schema.ts';
import type { EmulatorSettings } from './emulator/emulator-schema.ts';
import type { JudgeSettings } from './judge/judge-schema.ts';
import type { Load } from './load/load.ts';
import type { scenarioSchema } from './scenario-schema.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';
import type { TargetSpec } from './target/target-spec.ts';
import type { ThresholdSpec } from './threshold-spec.ts';

type Settings = ReadonlyOutput<typeof scenarioSchema>;

/** What a scenario takes over as it is written. */
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
 * A Scenario says what load to put on which targets with which dataset, and what counts as passing.
 *
 * This is the resolved form: every default is filled in, durations are milliseconds, paths are
 * absolute. What an author writes is a ScenarioInput (scenario-input.ts); what its members mean
 * stands in the schema (scenario-schema.ts).
 */
export interface Scenario extends Pick<Settings, Kept> {
  readonly name: string;
  /** The file it was read from, absolute. */
  readonly file: string;
  /** A program gave it as a value: there is no such `file`. */
  readonly inMemory?: true;
  /** A PEM file of authorities that are trusted beside Node's own; absolute. */
  readonly ca?: string;
  readonly targets: Readonly<Record<string, TargetSpec>>;
  /** k6's `scenarios`: named loads, each on one target. */
  readonly loads: Readonly<Record<string, Load>>;
  readonly dataset: DatasetSource;
  readonly thresholds: readonly ThresholdSpec[];
  readonly judge?: JudgeSettings;
  readonly emulator: EmulatorSettings;
}

/** A CachePolicy says what prompt caches may know of a run's prompts. */
export type CachePolicy = Scenario['cache'];
