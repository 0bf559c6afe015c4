import { describe, expect, it } from 'vitest';
import { createPassageHistory } from '../../../src/emulator/prompt/passage-history.ts';
import { createRandom } from '../../../src/random/random.ts';

const random = createRandom(1, 'service');
const OURS = ['Our shop opens at nine.'];
const THEIRS = ['Their shop opens at ten. Their code is HERON-2208.'];

describe('the memory of passages', () => {
  it('gives another tenant’s sentence, rather one with a code in it', () => {
    const memory = createPassageHistory();
    memory.keep('them', THEIRS);
    memory.keep('us', [...OURS, 'Our code is KESTREL-7741.']);
    expect(memory.foreign('us', OURS, random)).toBe('Their code is HERON-2208.');
  });

  it('never gives a tenant its own', () => {
    const memory = createPassageHistory();
    memory.keep('us', THEIRS);
    expect(memory.foreign('us', OURS, random)).toBeUndefined();
  });

  it('without tenants gives what this request did not bring', () => {
    const memory = createPassageHistory();
    memory.keep(undefined, THEIRS);
    expect(memory.foreign(undefined, OURS, random)).toBe('Their code is HERON-2208.');
    expect(memory.foreign(undefined, THEIRS, random)).toBeUndefined();
  });
});
