import type { EngineProfile } from '../../src/serving/profiles/profile.ts';

/**
 * An engine profile with round parameters and no variation: one iteration is 10 ms, so times can be
 * computed by hand.
 */
export const plainEngine: EngineProfile = {
  name: 'plain-engine',
  mode: 'engine',
  provenance: { status: 'assumed', source: 'Made up for tests.' },
  quota: {},
  stepBase: 10,
  perPrefillToken: 0,
  perSequence: 0,
  perContextKilotoken: 0,
  kvTokens: 1_000_000,
  maxSequences: 256,
  batchTokens: 8192,
  overhead: 0,
  overheadSigma: 0,
  stepSigma: 0,
};
