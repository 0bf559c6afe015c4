import { describe, expect, it } from 'vitest';
import { emptyUsage, hasCount, mergeCounts } from '../../../src/target/usage/usage-counts.ts';

describe('usage counts', () => {
  it('usage has a count once one is known, even if it is 0', () => {
    const usage = emptyUsage();
    expect(hasCount(usage)).toBe(false);
    mergeCounts(usage, { output: 0 });
    expect(hasCount(usage)).toBe(true);
  });

  it('a later count replaces an earlier one, and an absent one replaces nothing', () => {
    const usage = emptyUsage();
    mergeCounts(usage, { input: 5, output: 1, wire: 'messages' });
    mergeCounts(usage, { output: 7, wire: 'messages' });
    expect(usage).toMatchObject({ input: 5, output: 7, wire: 'messages' });
  });

  it('a 0 replaces a known count of another wire alone', () => {
    const usage = emptyUsage();
    mergeCounts(usage, { input: 5, wire: 'messages' });
    mergeCounts(usage, { input: 0, wire: 'messages' });
    expect(usage.input).toBe(5);
    mergeCounts(usage, { input: 0, wire: 'bedrock' });
    expect(usage.input).toBe(0);
  });
});
