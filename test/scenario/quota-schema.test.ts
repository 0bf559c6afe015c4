import { describe, expect, it } from 'vitest';
import { parseQuota } from '../../src/scenario/quota-schema.ts';

describe('a quota on the command line', () => {
  it('names whose it is and its limits', () => {
    expect(
      parseQuota('on=anthropic.claude-v2:1,tokensPerMinute=500,requestsPerMinute=none'),
    ).toEqual(['anthropic.claude-v2:1', { tokensPerMinute: 500, requestsPerMinute: null }]);
  });

  it.each([
    ['tokensPerMinute=500', 'names no model'],
    ['on=m,tokensPerMinit=500', 'Did you mean "tokensPerMinute"?'],
    ['on=m,tokensPerDay=0', 'tokensPerDay'],
  ])('is refused as %s with what is wrong', (text, why) => {
    expect(() => parseQuota(text)).toThrow(why);
  });
});
