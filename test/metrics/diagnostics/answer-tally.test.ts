import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/metrics/aggregates/measurement.ts';
import { AnswerTally } from '../../../src/metrics/diagnostics/answer-tally.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../sample-stub.ts';

function kindsOf(...samples: Partial<Sample>[]) {
  const tally = new AnswerTally();
  for (const sample of samples) tally.add(sampleOf(sample));
  return tally.kinds();
}

describe('AnswerTally', () => {
  it('an AnswerTally counts ok answers of the measured phase by kind', () => {
    expect(
      kindsOf(
        {},
        { finish: 'whole' },
        { finish: 'cut', empty: true },
        { finish: 'withheld', empty: true, tokens: { source: 'unknown' } },
        { unread: 2 },
        { finish: 'unknown', stopReason: 'bored' },
        { finish: 'unknown', stopReason: 'bored' },
        { finish: 'cut', phase: 'warmup' },
        { finish: 'cut', outcome: 'incomplete' },
      ),
    ).toEqual({
      answers: 7,
      empty: 2,
      emptyCounted: 1,
      cut: 1,
      withheld: 1,
      unread: 1,
      unknownEnds: [{ reason: 'bored', count: 2 }],
    });
  });

  it('an AnswerTally returns nothing where all answers are complete', () => {
    expect(kindsOf({ finish: 'whole' }, {})).toBeUndefined();
  });

  it('an AnswerTally keeps 20 reasons and counts the rest', () => {
    const many = Array.from({ length: 50 }, (_, at): Partial<Sample> => {
      return { finish: 'unknown', stopReason: `reason ${at}` };
    });
    const ends = kindsOf(...many)?.unknownEnds ?? [];
    expect(ends).toHaveLength(21);
    expect(ends[0]).toEqual({ count: 30 });
  });
});

describe('rates of empty, cut and unread answers', () => {
  function rates(sample: Partial<Sample>) {
    const values = [...measure(sampleOf(sample), {})].map(({ metric, value }) => [metric, value]);
    return Object.fromEntries(
      values.filter(([metric]) => /^(empty|cut|unread)$/.test(String(metric))),
    ) as unknown;
  }

  it.each<[Partial<Sample>, object]>([
    [{ finish: 'whole' }, { empty: 0, cut: 0, unread: 0 }],
    [
      { finish: 'cut', empty: true },
      { empty: 1, cut: 1, unread: 0 },
    ],
    [
      { finish: 'withheld', unread: 3 },
      { empty: 0, cut: 0, unread: 1 },
    ],
    // Without a finish reason.
    [{}, { empty: 0, unread: 0 }],
    [{ finish: 'unknown' }, { empty: 0, unread: 0 }],
    [{ finish: 'cut', outcome: 'incomplete' }, {}],
  ])(
    'the rates of empty, cut and unread answers are over ok answers that report it: %j',
    (sample, values) => {
      expect(rates(sample)).toEqual(values);
    },
  );
});
