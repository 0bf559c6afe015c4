/** EmulatorSettings say how the embedded emulator behaves; they mean nothing on AWS. */
export interface EmulatorSettings {
  /** Model id, SageMaker endpoint name or API path to the name of a serving profile. */
  readonly profiles: Readonly<Record<string, string>>;
  /** Limits by the same keys; absent means the profile's own, null lifts it. */
  readonly quotas: Readonly<Record<string, QuotaLimits>>;
  readonly faults: readonly Fault[];
}

export interface QuotaLimits {
  readonly tokensPerMinute?: number | null;
  readonly requestsPerMinute?: number | null;
  readonly tokensPerDay?: number | null;
}

/** A Fault makes a share of requests fail in one of the ways the services do. */
export interface Fault {
  readonly kind: FaultKind;
  /** 0 to 1. */
  readonly probability: number;
  /** Only for this model, endpoint or path; every one when absent. */
  readonly on?: string;
}

/** The ways to fail, by when they strike: before, at the start of, or in the middle of an answer. */
export const FAULT_KINDS = [
  'throttle',
  'first-frame-exception',
  'mid-stream-exception',
  'cut-frame',
  'bad-crc',
  'clean-early-end',
  'reset',
  'stall',
  'server-error',
  'html-503',
  'model-error',
  'model-timeout',
  'tenant-leak',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
