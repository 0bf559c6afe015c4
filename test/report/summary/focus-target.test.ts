import { describe, expect, it } from 'vitest';
import { focusTarget } from '../../../src/report/summary/focus-target.ts';
import { sampleResult } from '../sample-result.ts';

const { chosen: _chosen, ...unchosen } = sampleResult;

describe('the focus target', () => {
  it('is the chosen one', () => {
    expect(focusTarget({ ...sampleResult, chosen: 'llama' })?.name).toBe('llama');
  });

  it('is the one nearest to passing if none was chosen', () => {
    expect(focusTarget(unchosen)?.name).toBe('haiku');
    const targets = unchosen.targets.filter(({ verdict }) => verdict !== 'pass');
    expect(focusTarget({ ...unchosen, targets })?.name).toBe('nova');
  });

  it('is the cheaper of two equals, and an unknown cost counts as highest', () => {
    const targets = unchosen.targets.map((target) => ({
      ...target,
      verdict: 'pass' as const,
      thresholds: [],
    }));
    expect(focusTarget({ ...unchosen, targets })?.name).toBe('nova');
    const dear = targets.filter(({ name }) => name === 'partner-api' || name === 'llama');
    expect(focusTarget({ ...unchosen, targets: dear })?.name).toBe('llama');
  });

  it('is undefined without targets', () => {
    expect(focusTarget({ ...unchosen, targets: [] })).toBeUndefined();
  });
});
