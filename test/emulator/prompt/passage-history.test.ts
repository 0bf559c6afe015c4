import { describe, expect, it } from 'vitest';
import { createPassageHistory } from '../../../src/emulator/prompt/passage-history.ts';
import { createRandom } from '../../../src/random/random.ts';

const random = createRandom(1, 'service');
const OURS = ['Our shop opens at nine.'];
const THEIRS = ['Their shop opens at ten. Their code is HERON-2208.'];

describe('the passage history', () => {
  it('returns another tenant’s sentence, preferably one with a code', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep('them', THEIRS);
    passageHistory.keep('us', [...OURS, 'Our code is KESTREL-7741.']);
    expect(passageHistory.foreign('us', OURS, random)).toBe('Their code is HERON-2208.');
  });

  it('never returns a tenant its own sentence', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep('us', THEIRS);
    expect(passageHistory.foreign('us', OURS, random)).toBeUndefined();
  });

  it('without tenants returns a sentence that this request does not contain', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep(undefined, THEIRS);
    expect(passageHistory.foreign(undefined, OURS, random)).toBe('Their code is HERON-2208.');
    expect(passageHistory.foreign(undefined, THEIRS, random)).toBeUndefined();
  });
});
