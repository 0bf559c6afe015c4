import type { RunQuality } from '../../src/plan/measurement.ts';

/** A run that may be believed and came to its end. */
export const valid: RunQuality = { validity: 'valid', reasons: [] };
