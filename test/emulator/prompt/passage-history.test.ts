import { describe, expect, it } from 'vitest';
import { createPassageHistory } from '../../../src/emulator/prompt/passage-history.ts';
import { createRandom } from '../../../src/random/random.ts';

const random = createRandom(1, 'service');
const OWN_PASSAGES = ['Our shop opens at nine.'];
const OTHER_PASSAGES = ['Their shop opens at ten. Their code is HERON-2208.'];

describe('the passage history', () => {
  it('the passage history picks another tenant’s sentence, preferably with a code', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep('them', OTHER_PASSAGES);
    passageHistory.keep('us', [...OWN_PASSAGES, 'Our code is KESTREL-7741.']);
    expect(passageHistory.pickForeign('us', OWN_PASSAGES, random)).toBe(
      'Their code is HERON-2208.',
    );
  });

  it('the passage history never picks a tenant’s own sentence', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep('us', OTHER_PASSAGES);
    expect(passageHistory.pickForeign('us', OWN_PASSAGES, random)).toBeUndefined();
  });

  it('without tenants the passage history picks a sentence that is not in this request', () => {
    const passageHistory = createPassageHistory();
    passageHistory.keep(undefined, OTHER_PASSAGES);
    expect(passageHistory.pickForeign(undefined, OWN_PASSAGES, random)).toBe(
      'Their code is HERON-2208.',
    );
    expect(passageHistory.pickForeign(undefined, OTHER_PASSAGES, random)).toBeUndefined();
  });
});
