/**
 * The ways to fail, by when they strike: before, at the start of, or in the middle of an answer. Apart
 * from the schema: the help prints them, and zod must not be loaded before there are files enough.
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
