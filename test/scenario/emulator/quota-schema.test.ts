import { describe, expect, it } from 'vitest';
import { parseQuota } from '../../../src/scenario/emulator/quota-schema.ts';

describe('a quota on the command line', () => {
  it('names whose it is and its limits', () => {
    expect(
      parseQuota('on=anthropic.claude-v2:1,tokensPerMinute=500,requestsPerMinute=none'),
    ).toEqual(['anthropic.claude-v2:1', { tokensPerMinute: 500, requestsPerMinute: null }]);
  });

  it('keeps input and output apart, in the window that is named', () => {
    const text = 'on=m,inputTokensPerMinute=500,outputTokensPerMinute=100,window=fixed';
    expect(parseQuota(text)).toEqual([
      'm',
      { inputTokensPerMinute: 500, outputTokensPerMinute: 100, window: 'fixed' },
    ]);
  });

  it.each([
    ['on=m,window=rolling', 'window'],
    ['tokensPerMinute=500', 'names no model'],
    ['on=m,tokensPerMinit=500', 'Did you mean "tokensPerMinute"?'],
    ['on=m,tokensPerDay=0', 'tokensPerDay'],
  ])('is refused as %s with what is wrong', (text, why) => {
    expect(() => parseQuota(text)).toThrow(why);
  });
});
