import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../../src/target/api/authenticator.ts';
import { basicAuthorization } from '../../../src/target/network/basic-authorization.ts';
import { wiringOf } from '../asking.ts';

const { credentials: _, ...AWS } = wiringOf('aws');

afterEach(() => vi.unstubAllEnvs());

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

describe('the user of a URL', () => {
  it.each([
    ['https://me:open%40sesame@h.example/v1', 'aws', basic('me:open@sesame')],
    ['https://me@h.example/v1', 'aws', basic('me:')],
    ['wss://me:100%@h.example', 'aws', basic('me:100%')],
    ['https://h.example/v1', 'aws', undefined],
    ['https://me:a@h.example/v1', 'https://you:b@proxy.example', basic('you:b')],
    ['https://me:a@h.example/v1', 'https://proxy.example', basic('me:a')],
    ['no URL', 'aws', undefined],
  ])('the user of %s under %s is %s', (url, endpoint, meant) => {
    expect(basicAuthorization(url, { ...AWS, endpoint })).toBe(meant);
  });

  const request = { origin: 'https://h.example', path: '/', headers: {}, body: '' };
  const url = 'https://me:sesame@h.example/';

  it('a URL’s user is sent beside an API key, and replaced by the scenario’s authorization', async () => {
    vi.stubEnv('MY_KEY', 'my-key-1');
    const both = await createAuthenticator(
      { kind: 'api-key', env: 'MY_KEY', header: 'x-key' },
      AWS,
      url,
    );
    expect((await both(request)).headers).toEqual({
      'x-key': 'my-key-1',
      authorization: basic('me:sesame'),
    });
    const bearer = await createAuthenticator({ kind: 'bearer', env: 'MY_KEY' }, AWS, url);
    expect((await bearer(request)).headers).toEqual({ authorization: 'Bearer my-key-1' });
    const own = await createAuthenticator(undefined, AWS, url);
    const headers = { Authorization: 'mine' };
    expect((await own({ ...request, headers })).headers).toEqual(headers);
  });
});
