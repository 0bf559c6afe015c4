/**
 * Kinds of faults, in order: before, at the start of, or during an answer. In a file of its own
 * because the help prints them and must not load zod.
 */
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
