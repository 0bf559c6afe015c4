import type {
  ConstantArrivalRateScenario,
  ConstantVUsScenario,
  Options,
  PerVUIterationsScenario,
  RampingArrivalRateScenario,
  RampingVUsScenario,
  SharedIterationsScenario,
} from 'k6/options';
import type { DatasetSource } from './dataset/dataset-source.ts';
import type { CapacityInput } from './emulator/capacity-schema.ts';
import type { EmulatorSettings, FaultKind } from './emulator/emulator-settings.ts';
import type { Criterion } from './judge/judge-settings.ts';
import type { PromptOutput, Tool, ToolChoice } from './prompt.ts';
import type { CachePolicy } from './scenario.ts';
import type { FixedCost, PriceRow } from './schema/price-row.ts';
import type { TargetInput } from './target/target-spec.ts';

/**
 * A ScenarioInput is a scenario as its author writes it: k6's words for load and thresholds, ours
 * by intersection. The one file that reads k6's types.
 */
export type ScenarioInput = K6Options & Ours;

/** k6's own top level: shortcuts (`vus`, `iterations`, `duration`, `stages`), thresholds and tags. */
type K6Options = Pick<
  Options,
  'vus' | 'iterations' | 'duration' | 'stages' | 'tags' | 'thresholds'
>;

interface Ours {
  /** Defaults to the file's name. */
  name?: string;
  description?: string;
  /**
   * Who answers. By default the embedded emulator stands in for AWS's hosts and for example hosts, and
   * any other URL is asked itself. `emulator`: it stands in for all; `live` (or `aws`): each service
   * is asked at its own address; the URL of one origin: that stands in for all.
   */
  endpoint?: string;
  /** AWS region; `us-east-1` by default. */
  region?: string;
  /** A PEM file, relative to the scenario's, of authorities whose certificates are trusted beside Node's own. */
  ca?: string;
  /** The only target, named `target`; or several by name. */
  target?: TargetInput;
  targets?: Record<string, TargetInput>;
  /** k6's `scenarios`: what load to put on which target. */
  scenarios?: Record<string, LoadInput>;
  /** A CSV or JSONL file relative to the scenario's, or more about it. */
  dataset: string | DatasetInput;
  prompt?: PromptInput;
  /** `every` (default): each target must pass. `cheapest`: name the cheapest one that does. */
  choose?: 'every' | 'cheapest';
  judge?: JudgeInput;
  /** The traffic to plan and bill for: `50000/day`. */
  demand?: string | { queries: string; profile?: string };
  prices?: PriceRow[];
  fixedCosts?: FixedCost[];
  /** Quota tokens that one output token uses up on Bedrock, by model id, where its documents do not say. */
  burndown?: Record<string, number>;
  /** US dollars: `run` stops the run before it costs more, `month` is what counts as affordable. */
  budget?: { run?: number; month?: number };
  /** `budget` is the retries per arrival at most: 0.2 lets one arrival in five be tried again. */
  retry?: { maxAttempts: number; base?: string; cap?: string; budget?: number };
  /** `untilReady` asks each target until it first answers, for so long at most: its cold start. */
  warmup?: { iterations?: number; untilReady?: string };
  /**
   * What prompt caches may know: `natural` (default) sends prompts as they are, `bust` begins each
   * request like no other, `warmed` asks each prompt once before the load.
   */
  cache?: CachePolicy;
  /** Every random choice of the run follows from it; 1 by default. */
  seed?: number;
  emulator?: Partial<
    Omit<EmulatorSettings, 'faults' | 'capacity' | 'guardrails' | 'asyncPlaces' | 'burndown'>
  > & {
    faults?: FaultInput[];
    capacity?: Record<string, CapacityInput>;
    /** `message` is AWS's own by default. */
    guardrails?: Record<string, { denied: string[]; message?: string }>;
  };
}

/** One of k6's scenarios, aimed at a target. */
export type LoadInput =
  | (ClosedLoopInput & LoadAim)
  | (OpenLoopInput & LoadAim & OpenLoopAim & ArrivalInput)
  | (ReplayInput & LoadAim & OpenLoopAim);

type NotOurs = 'exec' | 'env' | 'options';
type ClosedLoopInput =
  | Omit<ConstantVUsScenario, NotOurs>
  | Omit<RampingVUsScenario, NotOurs>
  | Omit<SharedIterationsScenario, NotOurs>
  | Omit<PerVUIterationsScenario, NotOurs>;
type OpenLoopInput =
  Omit<ConstantArrivalRateScenario, NotOurs> | Omit<RampingArrivalRateScenario, NotOurs>;

interface LoadAim {
  /** The target's name; may be left out where there is only one. */
  target?: string;
}

interface OpenLoopAim {
  /** When every virtual user is busy: `queue` (default; the wait counts as latency) or `drop` (k6's way). */
  onSaturation?: 'queue' | 'drop';
}

interface ArrivalInput {
  /** How arrivals scatter around the rate; `uniform` (k6's) by default. */
  arrival?: 'uniform' | 'poisson' | 'gamma';
  /** The coefficient of variation of the gaps, for `gamma`. */
  cv?: number;
}

/** Replays the dataset's own `at` column. */
interface ReplayInput {
  executor: 'replay';
  speed?: number;
  duration?: string;
  preAllocatedVUs: number;
  maxVUs?: number;
  startTime?: string;
  gracefulStop?: string;
  tags?: Record<string, string>;
}

export interface DatasetInput {
  /** Relative to the scenario's file, or in S3 (`s3://bucket/key`); logs may be a folder or prefix. */
  file: string;
  /** Told by the file's ending where left out. */
  format?: DatasetSource['format'];
  order?: 'sequential' | 'shuffle';
  limit?: number;
  /** `busiest 10m`: only the ten minutes of the trace in which most requests came. */
  window?: string;
  /**
   * Rows of one `session` form a conversation. `thinkTime` passes between its turns: a duration, or
   * exponential around a mean. Later turns are told its own answers (`answered`, the default) or
   * the references (`replayed`).
   */
  sessions?: { thinkTime?: string | { mean: string }; history?: 'answered' | 'replayed' };
  /** Regular expressions; what they match in any text of a row becomes `[redacted]`. */
  redact?: string[];
  skipBadRows?: boolean;
  columns?: Record<string, string>;
  map?: (row: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

export interface PromptInput {
  system?: string;
  /** `{{ question }}` by default. */
  user?: string;
  /** 512 by default. */
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  stopSequences?: string[];
  /** Calls are counted and not answered. */
  tools?: Tool[];
  toolChoice?: ToolChoice;
  /** Its `name` and `description` are what a tool or a format is called. */
  output?: Partial<PromptOutput> & Pick<PromptOutput, 'schema'>;
  /** Columns that hold images: files beside the dataset, data URLs or base64. */
  images?: string | string[];
  documents?: string | string[];
}

/** Durations are k6's; `probability` is 1 by default. */
export interface FaultInput {
  kind: FaultKind;
  probability?: number;
  on?: string;
  count?: number;
  from?: string;
  for?: string;
  retryAfter?: string;
}

export interface JudgeInput {
  target: TargetInput;
  /** Names of built-in criteria (criteria.ts), or your own. */
  criteria: (string | Criterion)[];
  /** Answers of each target that are scored; 50 by default. */
  sample?: number;
  concurrency?: number;
}

/** Gives a scenario file its types; returns what it is given. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}
