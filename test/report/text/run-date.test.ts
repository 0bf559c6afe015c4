import { describe, expect, it } from 'vitest';
import { runDate } from '../../../src/report/text/run-date.ts';

describe('a run date', () => {
  it.each([
    ['2026-11-22T02:10:00.000Z', '22 November 2026, 02:10 UTC'],
    ['2026-01-01T00:30:00+01:00', '31 December 2025, 23:30 UTC'],
    ['yesterday', 'yesterday'],
  ])('of %s is formatted as "%s"', (startedAt, words) => {
    expect(runDate(startedAt)).toBe(words);
  });
});
