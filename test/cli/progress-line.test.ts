import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/cli/progress-line.ts';

const now = {
  elapsed: 12_000,
  planned: 60_000,
  inFlight: 7,
  done: 240,
  throttled: 3,
  failed: 1,
  p95: 1834,
  spentAtLeast: 0.0421,
};

describe('the progress line', () => {
  it('says how far, how fast, how many, how slow, how dear and how long still', () => {
    expect(progressLine(now)).toBe(
      '20 % · 240 done at 20.0/s · 7 in flight · p95 1.83 s · 3 throttled · 1 failed · $0.0421 · 48 s left',
    );
  });

  it('has no percentile before the first answer', () => {
    const { p95: _, ...early } = now;
    expect(progressLine(early)).toContain('p95 –');
  });

  it('never counts below nothing left', () => {
    const line = progressLine({ ...now, elapsed: 61_000 });
    expect(line).toContain('100 %');
    expect(line).toContain('waiting for the last answers');
  });
});
