import { describe, expect, it } from 'vitest';
import { observationsOf } from '../../../src/plan/fit/observation.ts';
import type { Sample } from '../../../src/sample/sample.ts';

function sample(changes: Partial<Sample>): Sample {
  return {
    index: 0,
    scenario: 'default',
    target: 'rag',
    phase: 'measured',
    queryId: 'q',
    tags: {},
    due: 90,
    stamps: { sent: 100, firstToken: 300, lastToken: 700 },
    end: 710,
    chunks: 5,
    readsShared: 0,
    outcome: 'ok',
    attempts: [{ sent: 100, end: 710, outcome: 'ok' }],
    tokens: { input: 50, output: 5, cacheRead: 20, source: 'reported' },
    streamed: { first: 1, later: 4 },
    leaks: 0,
    ...changes,
  };
}

describe('observations', () => {
  it('observations start at the last attempt’s send time, in that order', () => {
    const attempts = [
      { sent: 10, end: 20, outcome: 'throttled' },
      { sent: 40, end: 710, outcome: 'ok' },
    ] as const;
    expect(observationsOf([sample({}), sample({ attempts })], 'rag')).toEqual([
      { at: 40, inputTokens: 70, cachedTokens: 20, outputTokens: 5, ttft: 260, tpot: 100 },
      { at: 100, inputTokens: 70, cachedTokens: 20, outputTokens: 5, ttft: 200, tpot: 100 },
    ]);
  });

  it.each([
    ['of another target', { target: 'other' }],
    ['of the warm-up', { phase: 'warmup' }],
    ['that failed', { outcome: 'timeout' }],
    ['that did not stream', { stamps: { sent: 100 } }],
    ['with uncounted tokens', { tokens: { source: 'unknown' } }],
  ] as const)('observations leave out an answer %s', (_, changes) => {
    expect(observationsOf([sample(changes)], 'rag')).toEqual([]);
  });

  it('observations have no time per token for a single token', () => {
    const tokens = { input: 50, output: 1, source: 'reported' } as const;
    const streamed = { first: 1, later: 0 };
    expect(observationsOf([sample({ tokens, streamed })], 'rag')[0]).not.toHaveProperty('tpot');
  });
});
