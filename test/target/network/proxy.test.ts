import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../src/target/network/proxy.ts';

const ENV = { HTTP_PROXY: 'http://plain.corp:3128', HTTPS_PROXY: 'http://secure.corp:3129' };

describe('the proxy of the environment', () => {
  it.each([
    ['http://service.test', 'plain.corp:3128'],
    ['ws://service.test', 'plain.corp:3128'],
    ['https://service.test', 'secure.corp:3129'],
    ['wss://service.test:8443', 'secure.corp:3129'],
    ['http://localhost:8080', undefined],
    ['http://api.localhost', undefined],
    ['https://127.0.0.1', undefined],
    ['https://127.8.9.10', undefined],
    ['https://[::1]:4010', undefined],
    ['http://10.0.0.1', 'plain.corp:3128'],
  ])('the proxy of %s is %s', (origin, address) => {
    expect(proxyFor(origin, ENV)?.address).toBe(address);
  });

  it.each([
    [{ http_proxy: 'http://small.corp:1', HTTP_PROXY: 'http://large.corp:2' }, 'small.corp:1'],
    [{ http_proxy: '', HTTP_PROXY: 'http://large.corp:2' }, 'large.corp:2'],
    [{ ALL_PROXY: 'http://all.corp:3' }, 'all.corp:3'],
    [{ all_proxy: 'http://all.corp:3', HTTP_PROXY: 'http://http.corp:4' }, 'http.corp:4'],
    [{ HTTPS_PROXY: 'http://other.corp:5' }, undefined],
    [{ HTTP_PROXY: 'bare.corp:3128' }, 'bare.corp:3128'],
    [{ HTTP_PROXY: 'bare.corp' }, 'bare.corp:80'],
    [{ HTTP_PROXY: 'https://tls.corp' }, 'tls.corp:443'],
    [{ HTTP_PROXY: '' }, undefined],
    [{}, undefined],
  ])('the proxy under %j is %s', (env, address) => {
    expect(proxyFor('http://service.test', env)?.address).toBe(address);
  });

  it('the user and password of a proxy are unescaped, and not in its address', () => {
    const proxy = proxyFor('http://service.test', { HTTP_PROXY: 'http://me:p%40ss%3Aw@corp:3128' });
    expect(proxy).toEqual({
      host: 'corp',
      port: 3128,
      secure: false,
      address: 'corp:3128',
      authorization: `Basic ${Buffer.from('me:p@ss:w').toString('base64')}`,
    });
  });

  it.each(['socks5://corp:1080', 'http://', 'http://me:50%@corp:3128'])(
    'the proxy URL %s is refused without being quoted',
    (url) => {
      const asking = () => proxyFor('http://service.test', { HTTP_PROXY: url });
      expect(asking).toThrow(/HTTP_PROXY cannot be used/);
      expect(asking).not.toThrow(/50%/);
    },
  );
});

describe('NO_PROXY', () => {
  it.each([
    // NO_PROXY, origin, whether it is reached directly
    ['*', 'http://service.test', true],
    ['service.test', 'http://service.test', true],
    ['service.test', 'http://a.b.service.test', true],
    ['service.test', 'http://myservice.test', false],
    ['.service.test', 'http://a.service.test', true],
    ['.service.test', 'http://service.test', true],
    ['*.service.test', 'http://a.service.test', true],
    ['SERVICE.TEST', 'http://Service.Test', true],
    ['service.test.', 'http://service.test', true],
    ['service.test', 'http://service.test.', true],
    ['service.test:8080', 'http://service.test:8080', true],
    ['service.test:8080', 'http://service.test', false],
    ['service.test:80', 'http://service.test', true],
    ['service.test:443', 'https://service.test', true],
    ['service.test:443', 'wss://service.test', true],
    ['other.test, service.test', 'http://service.test', true],
    ['other.test service.test', 'http://service.test', true],
    [' , ', 'http://service.test', false],
    ['.', 'http://service.test', false],
    ['test', 'http://service.test', true],
    ['est', 'http://service.test', false],
    ['10.1.2.3', 'http://10.1.2.3:9000', true],
    ['10.1.2.3:9000', 'http://10.1.2.3:9000', true],
    ['10.1.2.3:9000', 'http://10.1.2.3', false],
    ['2.3', 'http://10.1.2.3', false],
    ['10.0.0.0/8', 'http://10.200.0.1', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/33', 'http://10.0.0.1', false],
    ['10.0.0.0/8', 'http://service.test', false],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['fd00::/8', 'http://[fe80::1]', false],
    ['[fd12::1]:8080', 'http://[fd12::1]:8080', true],
    ['[fd12::1]:8080', 'http://[fd12::1]', false],
    ['fd12:0:0::1', 'http://[fd12::1]', true],
    ['169.254.169.254', 'http://169.254.169.254', true],
  ])('NO_PROXY "%s" for %s', (noProxy, origin, direct) => {
    const env = { ...ENV, NO_PROXY: noProxy };
    expect(proxyFor(origin, env) === undefined).toBe(direct);
    expect(proxyFor(origin, { ...ENV, no_proxy: noProxy }) === undefined).toBe(direct);
  });

  it('NO_PROXY exempts a domain and its subdomains, and nothing else', () => {
    const label = stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    assert(
      property(label, label, label, (a, b, other) => {
        const env = { ...ENV, NO_PROXY: `${a}.${b}` };
        const isDirect = (host: string) => proxyFor(`http://${host}`, env) === undefined;
        expect(isDirect(`${a}.${b}`)).toBe(true);
        expect(isDirect(`${other}.${a}.${b}`)).toBe(true);
        expect(isDirect(`${other}${a}.${b}`)).toBe(false);
        expect(isDirect(`${a}.${b}.${other}x.test`)).toBe(false);
      }),
    );
  });
});
