import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDecodeRun } from '../../../src/serving/engine/decode-run.ts';

it('a decode run ends its iterations where summing them one by one does', () => {
  const decodeRun = createDecodeRun({ start: 100, count: 4, first: 10, growth: 2 });
  expect([0, 1, 2, 3, 4].map((n) => decodeRun.endOf(n))).toEqual([100, 110, 122, 136, 152]);
});

it('a decode run finds the first iteration that ends at a time or later', () => {
  const positive = fc.double({ min: 0.1, max: 50, noNaN: true });
  const options = fc.record({
    start: fc.double({ min: 0, max: 1e9, noNaN: true }),
    count: fc.integer({ min: 1, max: 400 }),
    first: positive,
    growth: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(options, fc.double({ min: -0.2, max: 1.2, noNaN: true }), (made, share) => {
      const decodeRun = createDecodeRun(made);
      const time = made.start + share * (decodeRun.endOf(made.count) - made.start);
      const ends = Array.from({ length: made.count }, (_, n) => decodeRun.endOf(n + 1));
      const first = ends.findIndex((end) => end >= time);
      expect(decodeRun.endingFrom(time)).toBe(first === -1 ? made.count : first + 1);
    }),
  );
});
