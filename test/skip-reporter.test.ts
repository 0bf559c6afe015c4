import { describe, expect, it } from 'vitest';
import { reasonOf, skippedSentence } from './skip-reporter.ts';

describe('the closing sentence on skipped tests', () => {
  it('counts them by what each needs', () => {
    const reasons = ['a browser', '../shared/data', 'a browser'];
    expect(skippedSentence(reasons)).toBe(
      'Not tested here, as something is missing: 2 (a browser), 1 (../shared/data).',
    );
  });

  it('is left out where nothing was skipped', () => {
    expect(skippedSentence([])).toBeUndefined();
  });

  it.each([
    ['a report in a browser (needs Chromium) is wide', undefined, 'Chromium'],
    ['a report', 'python3 is not installed', 'python3 is not installed'],
    ['a report', undefined, 'no reason given'],
  ])('takes the reason from the note or the title: %s', (name, note, reason) => {
    expect(reasonOf(name, note)).toBe(reason);
  });
});
