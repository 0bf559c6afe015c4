import { describe, expect, it } from 'vitest';
import { emulateGuide } from '../../src/cli/emulate-help.ts';
import { FAULT_KINDS } from '../../src/scenario/emulator/emulator-settings.ts';
import { PROFILES } from '../../src/serving/profiles/profiles.ts';

describe('the help of emulate', () => {
  it('names every fault and every profile', () => {
    const guide = emulateGuide();
    for (const name of [...FAULT_KINDS, ...PROFILES.keys()]) expect(guide).toContain(name);
  });

  it('fits a terminal of a hundred columns', () => {
    const widest = Math.max(
      ...emulateGuide()
        .split('\n')
        .map(({ length }) => length),
    );
    expect(widest).toBeLessThanOrEqual(100);
  });
});
