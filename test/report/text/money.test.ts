import { describe, expect, it } from 'vitest';
import { formatDollars } from '../../../src/report/text/money.ts';

describe('formatDollars', () => {
  it.each<[Parameters<typeof formatDollars>, string]>([
    [[0.5], '$0.50'],
    [[0.5, 0, 0.75], '$0.50 (up to $0.75)'],
    [['unknown'], 'unknown'],
    [['unknown', 0.25], 'unknown (at least $0.25)'],
    [['unknown', 0.25, 0.75], 'unknown (at least $0.25, up to $0.75)'],
    [['unknown', 0, 0.75], 'unknown (up to $0.75)'],
    [[undefined], 'no demand'],
  ])('formats %j as %s', (dollars, words) => {
    expect(formatDollars(...dollars)).toBe(words);
  });
});
