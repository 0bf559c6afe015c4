import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busiestWindow } from '../../../src/dataset/traces/busiest-window.ts';

describe('busiest window', () => {
  it.each([
    ['of one burst', [0, 100, 101, 102, 500], 10, { from: 100, to: 102 }],
    ['the earlier of two alike', [0, 1, 50, 51], 10, { from: 0, to: 1 }],
    ['of unsorted times', [500, 102, 0, 101, 100], 10, { from: 100, to: 102 }],
    ['shorter than its length, which its end is outside of', [0, 10], 10, { from: 0, to: 0 }],
    ['longer than the trace', [3, 1, 2], 1000, { from: 1, to: 3 }],
    ['of one request', [7], 10, { from: 7, to: 7 }],
  ])('the busiest window is found: %s', (_, times, length, timeWindow) => {
    expect(busiestWindow(times, length)).toEqual(timeWindow);
  });

  it('the busiest window is undefined without times', () => {
    expect(busiestWindow([], 10)).toBeUndefined();
  });

  it('the busiest window holds as many requests as any other of its length', () => {
    assert(
      property(
        array(integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }),
        integer({ min: 1, max: 300 }),
        (times, length) => {
          const count = (from: number, to: number): number =>
            times.filter((time) => time >= from && time <= to).length;
          const found = busiestWindow(times, length);
          const most = Math.max(...times.map((from) => count(from, from + length - 1)));
          expect(found && count(found.from, found.to)).toBe(most);
          expect(found && found.to - found.from).toBeLessThan(length);
        },
      ),
    );
  });
});
