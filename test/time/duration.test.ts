import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { formatDuration, parseDuration } from '../../src/time/duration.ts';

describe('a duration', () => {
  it.each([
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1d12h', 129_600_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['250', 250],
    [250, 250],
    ['100us', 0.1],
    ['0', 0],
  ])('%s is %d ms, as k6 reads it', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(['', 'soon', '3 seconds', '-1s', '1x', '1s2', 's', -5, Number.NaN])(
    'the duration %j is refused with advice on how to write one',
    (text) => {
      expect(() => parseDuration(text)).toThrow(Problem);
      expect(() => parseDuration(text)).toThrow(/is not a duration\. Write it as/);
    },
  );

  it('whole seconds survive formatting and parsing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 3600 }), (seconds) => {
        const text = formatDuration(seconds * 1000).replaceAll(' ', '');
        expect(parseDuration(text)).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    [340, '340 ms'],
    [2500, '2.5 s'],
    [90_000, '1m 30s'],
    [93_784_000, '1d 2h'],
  ])('%d ms is formatted as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
