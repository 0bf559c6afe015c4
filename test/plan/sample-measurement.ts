import type { RunQuality } from '../../src/plan/measurement.ts';

/** A valid and complete run. */
export const valid: RunQuality = { validity: 'valid', reasons: [] };
