import { describe, expect, it } from 'vitest';
import { LeakTally } from '../../../src/metrics/diagnostics/leak-tally.ts';
import { sampleOf } from '../sample-stub.ts';

describe('leak tally', () => {
  it('a leak tally counts searched answers, leaks, and answers that showed owners their canary', () => {
    const tally = new LeakTally();
    const { leaks: _, ...unsearched } = sampleOf();
    tally.add(unsearched);
    tally.add(sampleOf({ leaks: 0, ownCanaries: 1 }));
    tally.add(sampleOf({ leaks: 2, ownCanaries: 0 }));
    tally.add(sampleOf({ leaks: 1, ownCanaries: 1, phase: 'warmup' }));
    const canaries = new Map([
      ['bank', new Set(['A', 'B'])],
      ['gear', new Set(['B'])],
    ]);
    expect(tally.search(canaries)).toEqual({
      canaries: 2,
      tenants: 2,
      searched: 2,
      leaks: 2,
      ownersAnswers: 2,
      ownersShown: 1,
    });
  });
});
