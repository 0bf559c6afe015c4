import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/problem/nearest.ts';

describe('nearest word', () => {
  it.each([
    ['treshold', ['thresholds', 'targets'], 'thresholds'],
    ['Duration', ['duration', 'rate'], 'duration'],
    ['latncy', ['latency', 'lateness'], 'latency'],
    ['vu', ['vus', 'rate'], 'vus'],
  ])('the nearest word to %s is found', (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  it('the nearest word is none when every known word is far', () => {
    expect(nearest('quota', ['latency', 'rate', 'duration'])).toBeUndefined();
  });
});
