import type { Milliseconds } from '../time/duration.ts';
import type { DatasetSource } from './dataset/dataset-source.ts';
import type { Demand } from './demand.ts';
import type { EmulatorSettings } from './emulator/emulator-settings.ts';
import type { JudgeSettings } from './judge/judge-settings.ts';
import type { Load } from './load/load.ts';
import type { Prompt } from './prompt.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { FixedCost, PriceRow } from './schema/price-row.ts';
import type { TargetSpec } from './target/target-spec.ts';
import type { ThresholdSpec } from './threshold-spec.ts';

/**
 * A Scenario says what load to put on which targets with which dataset, and what counts as passing.
 *
 * This is the resolved form: every default is filled in, durations are milliseconds, paths are
 * absolute. What an author writes is a ScenarioInput (input.ts).
 */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** The file it was read from, absolute. */
  readonly file: string;
  /** A program gave it as a value: there is no such `file`. */
  readonly inMemory?: true;
  /**
   * Who answers: `emulator` (embedded, loopback) or the URL of one origin for every service; `live` or
   * `aws`, each at its own address. When absent the emulator stands in for AWS and example hosts alone.
   */
  readonly endpoint?: string;
  readonly region: string;
  /** A PEM file of authorities that are trusted beside Node's own; absolute. */
  readonly ca?: string;
  readonly targets: Readonly<Record<string, TargetSpec>>;
  /** k6's `scenarios`: named loads, each on one target. */
  readonly loads: Readonly<Record<string, Load>>;
  readonly dataset: DatasetSource;
  readonly prompt: Prompt;
  readonly thresholds: readonly ThresholdSpec[];
  /** `every`: each target must pass. `cheapest`: one must, and the cheapest that does is named. */
  readonly choose: 'every' | 'cheapest';
  readonly judge?: JudgeSettings;
  readonly demand?: Demand;
  /** Rows that add to the built-in price book or replace its rows. */
  readonly prices: readonly PriceRow[];
  /** Paid every month whatever the traffic, by every target. */
  readonly fixedCosts: readonly FixedCost[];
  /** Quota tokens that one output token uses up, by model id; what Bedrock documents where absent. */
  readonly burndown: Readonly<Record<string, number>>;
  readonly budget: Budget;
  readonly retry: RetryPolicy;
  readonly warmup: Warmup;
  readonly cache: CachePolicy;
  readonly seed: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly emulator: EmulatorSettings;
}

/** Budget caps dollars; absent means no cap. */
export interface Budget {
  /** The run stops (exit code 96) before it spends more than this. */
  readonly run?: number;
  /** The monthly bill at the scenario's demand that counts as affordable. */
  readonly month?: number;
}

/**
 * A CachePolicy says what prompt caches may know of a run's prompts: `natural` sends prompts as they
 * are, `bust` begins each request like no other, `warmed` asks each prompt once before the load.
 */
export type CachePolicy = (typeof CACHE_POLICIES)[number];

export const CACHE_POLICIES = ['natural', 'bust', 'warmed'] as const;

/** Warm-up requests go to each target before its loads start and never enter a metric. */
export interface Warmup {
  readonly iterations: number;
  /** Asks each target first until it answers, for so long at most; the wait is its cold start. */
  readonly untilReady?: Milliseconds;
}
