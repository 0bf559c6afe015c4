import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReferenceTimes, timeErrors } from '../../../src/runner/calibration/reference-times.ts';
import type { Reply } from '../../../src/target/contract/target.ts';

function reply(sent: number, reads: readonly number[]): Reply {
  const [first = 0] = reads;
  return {
    outcome: 'ok',
    stamps: { sent, firstVisible: first, lastToken: reads.at(-1) ?? first },
    end: 0,
    chunks: 0,
    readsShared: 0,
    chunkGaps: reads.slice(1).map((at, index) => at - (reads[index] ?? 0)),
    answer: '',
    tokens: { source: 'unknown' },
  };
}

describe('true times', () => {
  it('are read from an answer, on the clock of the client', () => {
    const answer = '000005000000000000   000005000020000000 000005000040500000 ';
    expect(readReferenceTimes(answer, 4_000_000)).toEqual({
      received: 1_000_000,
      sent: [1_000_020, 1_000_040.5],
    });
  });

  it.each(['', 'Refunds are paid within 14 days.', '000005000000000000', '5 6'])(
    'are in no other text: "%s"',
    (answer) => {
      expect(readReferenceTimes(answer, 0)).toBeUndefined();
    },
  );
});

describe('time errors', () => {
  it.each([
    {
      what: 'nothing when every stamp is the true time',
      reads: [20, 40, 60],
      sent: 0,
      errors: { ttft: 0, latency: 0, gaps: [0, 0], seen: [20, 40, 60] },
    },
    {
      what: 'the lateness of the first stamp, and the gap it shortens',
      reads: [22, 40, 60],
      sent: 0,
      errors: { ttft: 2, latency: 0, gaps: [-2, 0], seen: [22, 40, 60] },
    },
    {
      what: 'a request that left later than it was stamped',
      reads: [20, 40, 60],
      sent: -3,
      errors: { ttft: 3, latency: 3, gaps: [0, 0], seen: [20, 40, 60] },
    },
    {
      what: 'one gap for tokens that shared a read',
      reads: [20, 61],
      sent: 0,
      errors: { ttft: 0, latency: 1, gaps: [21], seen: [20, 61, 61] },
    },
    {
      what: 'no gap at all where everything came at the end',
      reads: [61],
      sent: 0,
      errors: { ttft: 41, latency: 1, gaps: [], seen: [61, 61, 61] },
    },
  ])('are $what', ({ reads, sent, errors }) => {
    const truth = { received: 0, sent: [20, 40, 60] };
    expect(timeErrors(reply(sent, reads), truth)).toEqual(errors);
  });

  it('cannot be told of an answer that was cut', () => {
    const cut = { ...reply(0, [20]), stamps: { sent: 0 } };
    expect(timeErrors(cut, { received: 0, sent: [20, 40] })).toBeUndefined();
  });

  it('find again which token came in which read, whatever the delays', () => {
    const delay = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(delay, { minLength: 1, maxLength: 30 }), (delays) => {
        const sent = delays.map((_, index) => (index + 1) * 20);
        // A reader that sleeps for the delay, then takes all that is there.
        const seen: number[] = [];
        for (const [index, at] of sent.entries()) {
          const before = seen.at(-1) ?? 0;
          seen.push(before >= at ? before : at + (delays[index] ?? 0));
        }
        const reads = [...new Set(seen)];
        const found = timeErrors(reply(0, reads), { received: 0, sent });
        expect(found?.seen).toHaveLength(seen.length);
        for (const [index, at] of seen.entries()) expect(found?.seen[index]).toBeCloseTo(at, 6);
      }),
    );
  });
});
