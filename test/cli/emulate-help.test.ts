import { describe, expect, it } from 'vitest';
import { emulateHelp } from '../../src/cli/emulate-help.ts';
import { FAULT_KINDS } from '../../src/scenario/emulator/fault-kinds.ts';
import { PROFILES } from '../../src/serving/profiles/profiles.ts';

describe('the help of emulate', () => {
  it('names every fault and every profile', () => {
    const guide = emulateHelp();
    for (const name of [...FAULT_KINDS, ...PROFILES.keys()]) expect(guide).toContain(name);
  });

  it('fits a terminal of a hundred columns', () => {
    const widest = Math.max(
      ...emulateHelp()
        .split('\n')
        .map(({ length }) => length),
    );
    expect(widest).toBeLessThanOrEqual(100);
  });
});
