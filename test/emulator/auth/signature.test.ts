import { describe, expect, it } from 'vitest';
import { checkSignature, type SignatureFault } from '../../../src/emulator/auth/signature.ts';

/** The published example key and time of AWS's Signature Version 4 test suite. */
const SECRETS = new Map([['AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY']]);
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);

interface Vector {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly scope?: string;
  readonly names?: string;
  readonly signature: string;
}

function check(vector: Vector, now = NOW, service = 'service'): SignatureFault | undefined {
  const { names = 'host;x-amz-date', scope = '20150830/us-east-1/service/aws4_request' } = vector;
  return checkSignature(
    {
      method: vector.method ?? 'GET',
      path: vector.path ?? '/',
      headers: {
        host: 'example.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
        ...vector.headers,
        authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${names}, Signature=${vector.signature}`,
      },
      body: Buffer.from(vector.body ?? ''),
    },
    { secrets: SECRETS, services: [service], now },
  );
}

const VANILLA = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';

describe('a signature', () => {
  it.each<[string, Vector]>([
    ['get-vanilla', { signature: VANILLA }],
    [
      'get-vanilla-query-order-key-case',
      {
        path: '/?Param2=value2&Param1=value1',
        signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
      },
    ],
    [
      'post-vanilla',
      {
        method: 'POST',
        signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
      },
    ],
    [
      'post-x-www-form-urlencoded',
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Param1=value1',
        names: 'content-type;host;x-amz-date',
        signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
      },
    ],
  ])('a signature of AWS’s test suite is valid: %s', (_, vector) => {
    expect(check(vector)).toBeUndefined();
  });

  it('a signature in the query is valid until it expires (AWS, "Authenticating requests: using query parameters")', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const at = (now: number): SignatureFault | undefined =>
      checkSignature(
        {
          method: 'GET',
          path: `/test.txt?${query}`,
          headers: {
            host: 'examplebucket.s3.amazonaws.com',
            'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
          },
          body: Buffer.alloc(0),
        },
        {
          secrets: new Map([['AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY']]),
          services: ['s3'],
          now,
        },
      );
    const made = Date.UTC(2013, 4, 24);
    expect(at(made + 86_400_000)).toBeUndefined();
    expect(at(made + 86_401_000)?.message).toMatch(/^Signature expired: 20130524T000000Z/);
  });

  it.each<[string, Partial<Vector>]>([
    ['body', { body: 'x' }],
    ['path', { path: '/x' }],
    ['query', { path: '/?a=b' }],
    ['method', { method: 'PUT' }],
    ['signed header', { headers: { host: 'elsewhere' } }],
    ['length', { signature: VANILLA.slice(2) }],
  ])('a signature of another %s is refused', (_, change) => {
    expect(check({ signature: VANILLA, ...change })).toEqual({
      code: 'InvalidSignatureException',
      message: expect.stringMatching(/^The request signature we calculated does not match/),
    });
  });

  it.each([
    [5 * 60_000, undefined],
    [
      5 * 60_000 + 1000,
      'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)',
    ],
    [-5 * 60_000, undefined],
    [
      -5 * 60_000 - 1000,
      'Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)',
    ],
  ])('a signature checked %d ms after its date gets: %s', (age, message) => {
    expect(check({ signature: VANILLA }, NOW + age)?.message).toBe(message);
  });

  it('a signature for another service is refused with the expected service', () => {
    expect(check({ signature: VANILLA }, NOW, 'bedrock')?.message).toBe(
      "Credential should be scoped to correct service: 'bedrock'.",
    );
  });

  it('a signature with a scope of another day is refused with both dates', () => {
    const scope = '20150829/us-east-1/service/aws4_request';
    expect(check({ signature: VANILLA, scope })?.message).toContain("'20150829' != '20150830'");
  });

  it('a signature without its parts is refused as incomplete', () => {
    const request = { method: 'GET', path: '/', headers: { authorization: 'AWS4' } };
    const fault = checkSignature(
      { ...request, body: Buffer.alloc(0) },
      { secrets: SECRETS, services: ['service'], now: NOW },
    );
    expect(fault?.code).toBe('IncompleteSignatureException');
  });
});
