import { describe, expect, it } from 'vitest';
import { redactText, redactTree, redactUrls } from '../../src/secrets/redact.ts';

describe('redaction', () => {
  it.each([
    ['https://u:p@h.example/v1', 'https://***@h.example/v1'],
    ['https://u:p@ss@h.example/v1', 'https://***@h.example/v1'],
    ['wss://token@h.example', 'wss://***@h.example'],
    ['https://h/x?token=a&api-version=2024-01-01', 'https://h/x?token=***&api-version=2024-01-01'],
    ['https://h/x?sv=1&sig=a%2Fb', 'https://h/x?sv=***&sig=***'],
    ['https://h/x?lonely', 'https://h/x?***'],
    ['https://h/x#access_token=a', 'https://h/x#access_token=***'],
    ['https://h/x?q={{question}}', 'https://h/x?q={{question}}'],
    ['see https://a:b@h/x, and http://h/', 'see https://***@h/x, and http://h/'],
    ['https://h/x@y', 'https://h/x@y'],
    ['no URL: a@b?c=d', 'no URL: a@b?c=d'],
  ])('redaction of the URL in %s keeps %s', (text, kept) => {
    expect(redactUrls(text)).toBe(kept);
  });

  it.each([
    ['Authorization: Bearer abc123def', 'Authorization: ***'],
    ['You sent Bearer abc123def456, which is bad', 'You sent Bearer ***, which is bad'],
    ['Bearer authentication is needed', 'Bearer authentication is needed'],
    ['{"api_key": "abc", "model": "m"}', '{"api_key": "***", "model": "m"}'],
    [String.raw`"{\"api_key\":\"abc\"}"`, String.raw`"{\"api_key\":\"***\"}"`],
    ['X-Amz-Signature=0123456789 is wrong', 'X-Amz-Signature=*** is wrong'],
    ['InvalidSignatureException: it expired', 'InvalidSignatureException: it expired'],
    ['Too many tokens: 5', 'Too many tokens: 5'],
  ])('redaction of the text %s keeps %s', (text, kept) => {
    expect(redactText(text)).toBe(kept);
  });

  it('redaction of a scenario keeps what is no secret, whatever its member’s name', () => {
    const found: string[] = [];
    const kept = redactTree(
      {
        targets: {
          a: {
            url: 'https://u:pw@h/x',
            headers: { accept: 'text/plain', 'x-odd': 'v1', 'x-late': '{{ row.id }}' },
            query: { 'api-version': '1', code: 'v2' },
            body: { pin: { client_secret: 1234 }, note: 'from-variable', text: '{"token":"v3"}' },
            request: { extra: { tokens: 5, password: ['v4'] } },
            auth: { kind: 'bearer', env: 'MY_TOKEN' },
            parts: { b: { auth: { kind: 'command', command: 'print v5' } } },
          },
        },
        prompt: { maxTokens: 9 },
      },
      { MY_TOKEN: 'v6', ANY: 'from-variable', HOME: '/home/from-variable' },
      (secret) => found.push(secret),
    );
    expect(kept).toEqual({
      targets: {
        a: {
          url: 'https://***@h/x',
          headers: { accept: 'text/plain', 'x-odd': '***', 'x-late': '{{ row.id }}' },
          query: { 'api-version': '1', code: '***' },
          body: { pin: { client_secret: '***' }, note: '***', text: '{"token":"***"}' },
          request: { extra: { tokens: 5, password: ['***'] } },
          auth: { kind: 'bearer', env: 'MY_TOKEN' },
          parts: { b: { auth: { kind: 'command', command: '***' } } },
        },
      },
      prompt: { maxTokens: 9 },
    });
    expect(found).toEqual(
      expect.arrayContaining(['pw', 'v1', 'v2', 'v3', 'v4', 'v6', 'from-variable']),
    );
  });

  it('redaction keeps a target named like a secret, and still finds secrets inside it', () => {
    const scenario = {
      targets: {
        'by-a-token': { kind: 'http', url: 'http://one.example', headers: { 'x-key': 'k3y' } },
      },
      scenarios: { 'by-a-token': { executor: 'shared-iterations', target: 'by-a-token' } },
    };
    expect(redactTree(scenario, {})).toEqual({
      ...scenario,
      targets: {
        'by-a-token': { ...scenario.targets['by-a-token'], headers: { 'x-key': '***' } },
      },
    });
    expect(redactTree({ request: { targets: { token: 'abc' } } }, {})).toEqual({
      request: { targets: { token: '***' } },
    });
  });
});
