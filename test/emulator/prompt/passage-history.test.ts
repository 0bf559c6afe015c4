import { describe, expect, it } from 'vitest';
import { createPassageHistory } from '../../../src/emulator/prompt/passage-history.ts';
import { createRandom } from '../../../src/random/random.ts';

const random = createRandom(1, 'service');
const OURS = ['Our shop opens at nine.'];
const THEIRS = ['Their shop opens at ten. Their code is HERON-2208.'];

describe('the memory of passages', () => {
  it('gives another tenant’s sentence, rather one with a code in it', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep('them', THEIRS);
    passageHistory.keep('us', [...OURS, 'Our code is KESTREL-7741.']);
    expect(passageHistory.foreign('us', OURS, random)).toBe('Their code is HERON-2208.');
  });

  it('never gives a tenant its own', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep('us', THEIRS);
    expect(passageHistory.foreign('us', OURS, random)).toBeUndefined();
  });

  it('without tenants gives what this request did not bring', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep(undefined, THEIRS);
    expect(passageHistory.foreign(undefined, OURS, random)).toBe('Their code is HERON-2208.');
    expect(passageHistory.foreign(undefined, THEIRS, random)).toBeUndefined();
  });
});
