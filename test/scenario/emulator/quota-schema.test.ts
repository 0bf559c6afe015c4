import { describe, expect, it } from 'vitest';
import { parseQuota } from '../../../src/scenario/emulator/quota-schema.ts';

describe('a quota in command-line form', () => {
  it('has a subject and limits', () => {
    expect(
      parseQuota('on=anthropic.claude-v2:1,tokensPerMinute=500,requestsPerMinute=none'),
    ).toEqual(['anthropic.claude-v2:1', { tokensPerMinute: 500, requestsPerMinute: null }]);
  });

  it('has separate limits for input and output, and a window', () => {
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
  ])('is rejected with the reason: %s', (text, why) => {
    expect(() => parseQuota(text)).toThrow(why);
  });
});
