import { describe, expect, it } from 'vitest';
import { CountTally } from '../../../src/metrics/diagnostics/count-tally.ts';
import { failedWith, sampleOf } from '../sample-stub.ts';

describe('count tally', () => {
  it('a count tally returns nothing where counts add up and determine the streaming speed', () => {
    const tally = new CountTally();
    tally.add(sampleOf());
    tally.add(failedWith('timeout'));
    expect(tally.open()).toBeUndefined();
  });

  it('a count tally returns the number of counts that do not add up, with the first of them', () => {
    const tally = new CountTally();
    const tokens = { input: 1, output: 2, disputedTotal: 9, source: 'reported' } as const;
    tally.add(sampleOf());
    tally.add(sampleOf({ tokens }));
    tally.add(sampleOf({ tokens: { ...tokens, disputedTotal: 8 } }));
    expect(tally.open()).toMatchObject({ counted: 3, disputed: 2, example: tokens, paceless: 0 });
  });

  it('a count tally counts streams of an unknown number of tokens, not answers in one piece', () => {
    const { streamed: _streamed, ...unknown } = sampleOf();
    const tally = new CountTally();
    tally.add(sampleOf());
    tally.add(unknown);
    tally.add({ ...unknown, stamps: { sent: 1010, firstToken: 1500, lastToken: 1500 } });
    tally.add({ ...unknown, outcome: 'incomplete' });
    expect(tally.open()).toMatchObject({ counted: 4, disputed: 0, streamed: 2, paceless: 1 });
  });
});
