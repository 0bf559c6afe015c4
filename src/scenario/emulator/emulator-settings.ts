import type { Milliseconds } from '../../time/duration.ts';
import type { AsyncPlaces } from '../target/async-schema.ts';
import type { CapacitySettings } from './capacity-settings.ts';
import type { IamPolicy } from './iam-policy.ts';

/** EmulatorSettings say how the embedded emulator behaves; they mean nothing on AWS. */
export interface EmulatorSettings {
  /** Model id, SageMaker endpoint name or API path to a serving profile: its name, or a file (.json). */
  readonly profiles: Readonly<Record<string, string>>;
  /** Limits by the same keys; absent means the profile's own, null lifts it. */
  readonly quotas: Readonly<Record<string, QuotaLimits>>;
  readonly faults: readonly Fault[];
  /** How much of each there is, by the same keys. */
  readonly capacity?: Readonly<Record<string, CapacitySettings>>;
  /** Knowledge bases by id; an agent whose id is among them answers from its own. */
  readonly knowledgeBases?: Readonly<Record<string, KnowledgeBaseSettings>>;
  /** Guardrails by id, for requests that name one. */
  readonly guardrails?: Readonly<Record<string, GuardrailSettings>>;
  /** Buckets of S3 by name: the folders whose files they hold at first; absolute paths. */
  readonly buckets?: Readonly<Record<string, string>>;
  /** Where asynchronous endpoints put what they make, by name, as far as the scenario's targets say. */
  readonly asyncPlaces?: Readonly<Record<string, Partial<AsyncPlaces>>>;
  /** The scenario's own rates of burndown, by model id. */
  readonly burndown?: Readonly<Record<string, number>>;
  /** What the caller may do; everything when absent. */
  readonly iamPolicy?: IamPolicy;
}

/** A guardrail that withholds prompts and answers with a denied word in them. */
export interface GuardrailSettings {
  readonly denied: readonly string[];
  /** What is answered instead. */
  readonly message: string;
}

/** What a knowledge base is filled with; absolute paths. */
export interface KnowledgeBaseSettings {
  /** Text files (.md, .txt), a passage a paragraph; `<file>.metadata.json` as Bedrock reads it. */
  readonly folder?: string;
  /** A JSONL dataset: the passages in each row's `context`, with its `tenant` as metadata. */
  readonly dataset?: string;
}

/**
 * - `fixed`: counted by the clock's minute and forgotten when it ends.
 * - `sliding`: counted over the last minute, at every instant.
 * - `bucket`: refilled evenly, and never fuller than a minute's worth.
 */
export type QuotaWindow = (typeof QUOTA_WINDOWS)[number];

export const QUOTA_WINDOWS = ['fixed', 'sliding', 'bucket'] as const;

export interface QuotaLimits {
  readonly tokensPerMinute?: number | null;
  readonly requestsPerMinute?: number | null;
  readonly tokensPerDay?: number | null;
  /** Bedrock-mantle's two, which know no burndown: over the first a request is refused. */
  readonly inputTokensPerMinute?: number | null;
  /** Over this one its answer is cut short. */
  readonly outputTokensPerMinute?: number | null;
  /** How a minute is kept; no service says. `bucket` when absent. */
  readonly window?: QuotaWindow;
}

/**
 * A Fault makes requests fail in one of the ways the services do: a share of them, the first few, or
 * those of a time; all that is given must hold.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** 0 to 1. */
  readonly probability: number;
  /** Only for this model, endpoint or path; every one when absent. */
  readonly on?: string;
  /** Strikes so many requests and no more. */
  readonly count?: number;
  /** Not before so long after the faults were set; at once when absent. */
  readonly from?: Milliseconds;
  /** For so long from then on; for ever when absent. */
  readonly for?: Milliseconds;
  /** What a throttling tells the client to wait, in whole seconds, in `retry-after`. */
  readonly retryAfter?: Milliseconds;
}

/** The ways to fail, by when they strike: before, at the start of, or in the middle of an answer. */
export const FAULT_KINDS = [
  'throttle',
  'throttle-tokens',
  'throttle-day',
  'not-ready',
  'server-error',
  'too-many-connections',
  'html-503',
  'model-error',
  'model-timeout',
  'first-frame-exception',
  'mid-stream-exception',
  'cut-frame',
  'bad-crc',
  'clean-early-end',
  'reset',
  'stall',
  'slow-drip',
  'tenant-leak',
  'smaller-model',
  'truncated-context',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
