import { describe, expect, it } from 'vitest';
import { type ExpectedUse, quotaCheck } from '../../src/doctor/quota-finding.ts';

const use = { input: 1800, maxTokens: 200, burndown: 5 };

function finding(tokens: number | undefined, requests: number | undefined, expected: ExpectedUse) {
  return quotaCheck(
    'quota of m',
    {
      ...(tokens === undefined ? {} : { tokensPerMinute: { name: 'tokens of M', value: tokens } }),
      ...(requests === undefined
        ? {}
        : { requestsPerMinute: { name: 'requests of M', value: requests } }),
    },
    expected,
  );
}

describe('the check of a quota', () => {
  it('shows the calculation and the account’s quota', () => {
    expect(finding(4_000_000, 10_000, { use, perMinute: 720 })).toEqual({
      subject: 'quota of m',
      level: 'ok',
      message:
        'At its peak 12/s × (1,800 in + 200 max_tokens × burndown 5) is 2,016,000 tokens a minute at most. The account may use 4,000,000 tokens and 10,000 requests a minute.',
    });
  });

  it.each<
    [string, 'ok' | 'warning' | 'problem', number | undefined, number | undefined, ExpectedUse]
  >([
    ['equals the quota', 'ok', 2_016_000, undefined, { use, perMinute: 720 }],
    [
      'may exceed it, depending on the length of answers',
      'warning',
      2_015_999,
      undefined,
      { use, perMinute: 720 },
    ],
    ['exceeds it by the prompts alone', 'problem', 1_295_999, undefined, { use, perMinute: 720 }],
    [
      'exceeds it with one request’s reservation',
      'problem',
      1999,
      undefined,
      { use, perMinute: 1 },
    ],
    ['exceeds the requests per minute', 'problem', 4_000_000, 719, { use, perMinute: 720 }],
    ['exceeds the requests per minute with unknown tokens', 'problem', 1, 719, { perMinute: 720 }],
    ['has unknown tokens against a token quota', 'ok', 1, undefined, { perMinute: 720 }],
  ])('of a use that %s has the level %s', (_, level, tokens, requests, expected) => {
    expect(finding(tokens, requests, expected).level).toBe(level);
  });

  it('names the quota to increase', () => {
    expect(finding(1, undefined, { use, perMinute: 1 }).remedy).toContain('“tokens of M”');
    expect(finding(undefined, 1, { use, perMinute: 2 }).remedy).toContain('“requests of M”');
  });

  it('gives the safe rate for a closed loop', () => {
    expect(finding(168_000, undefined, { use })).toMatchObject({
      level: 'ok',
      message:
        'The account may use 168,000 tokens a minute, enough for 1/s of 1,800 in + 200 max_tokens × burndown 5. The request rate depends on the response times (closed loop).',
    });
  });

  it('marks an assumed burndown rate, even where it is 1', () => {
    const message = (burndown: number) =>
      finding(4_000_000, undefined, { use: { ...use, burndown, assumed: true }, perMinute: 720 })
        .message;
    expect(message(10)).toContain('200 max_tokens × burndown 10 (assumed))');
    expect(message(1)).toContain('200 max_tokens × burndown 1 (assumed))');
  });
});
