import { describe, expect, it } from 'vitest';
import { failureRemedy } from '../../../src/report/result/failure-remedy.ts';
import { FailureTally } from '../../../src/report/summary/failure-tally.ts';
import { OUTCOMES } from '../../../src/sample/outcome.ts';
import type { Barrier, Failure } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../metrics/sample-stub.ts';

describe('the remedy of a failure', () => {
  it.each<[Barrier, string, string, RegExp]>([
    ['dns', 'ENOTFOUND', 'getaddrinfo', /URL.*DNS/],
    ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', '', /https against http/],
    ['certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', '', /--ca FILE or NODE_EXTRA_CA_CERTS/],
    ['certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', /--ca FILE/],
    ['certificate', 'ERR_TLS_CERT_ALTNAME_INVALID', '', /for another host name/],
    ['certificate', 'CERT_HAS_EXPIRED', '', /renew it, or set this machine’s clock/],
    ['proxy', 'ProxyRefused', 'no tunnel: HTTP 407 Required.', /user and password/],
    ['proxy', 'ProxyRefused', 'no tunnel: HTTP 403 Forbidden.', /what it allows/],
    ['proxy', 'ProxyUnreachable', '', /check its address/],
    ['refused', 'ECONNREFUSED', '', /Nothing listens.*service is down/],
    ['network', 'EHOSTUNREACH', '', /routes.*firewalls/],
    ['sockets', 'EMFILE', '', /ulimit -n/],
  ])('is specific for %s (%s "%s")', (barrier, name, message, remedy) => {
    const words = failureRemedy('unreachable', { barrier, name, message });
    expect(words).toMatch(remedy);
    expect(words).not.toContain('service’s own failure');
    if (barrier !== 'refused') expect(words).toContain('The request did not reach the service.');
  });

  it('asks for credentials if a proxy answers 407', () => {
    const error: Failure = { name: 'HTTP 407', message: 'Who?', status: 407, barrier: 'proxy' };
    expect(failureRemedy('unreachable', error)).toContain('user and password');
  });

  it.each([
    ['A whole JSON answer came where a stream was asked: {}', /stream: false/],
    ['No event holds a piece of answer: {}', /paths find no text in the events/],
    ['There is no answer where one belongs: {}', /set the target’s answer/],
    ['There is no answer: the body is empty.', /success status and no content/],
    ['The answer is not JSON: hello', /does not answer in JSON/],
    ['Something else', /not have the format of the target’s kind/],
  ])('does not refer to the container’s logs for the unreadable answer "%s"', (message, remedy) => {
    const words = failureRemedy('model_error', { name: 'UnreadableAnswer', message });
    expect(words).toMatch(remedy);
    expect(words).not.toContain('container');
  });

  it.each(OUTCOMES.filter((outcome) => outcome !== 'ok'))('is a sentence for %s', (outcome) => {
    expect(failureRemedy(outcome)).toMatch(/^[A-Z].*\.$/);
  });
});

describe('a tally of failures', () => {
  it('groups one name with two causes separately, each with its remedy', () => {
    const tally = new FailureTally();
    const unreadable = (message: string): void =>
      tally.add(sampleOf({ outcome: 'model_error', error: { name: 'UnreadableAnswer', message } }));
    unreadable('There is no answer where one belongs: {"a":1}');
    unreadable('There is no answer where one belongs: {"a":2}');
    unreadable('The answer is not JSON: hello');
    expect(tally.groups().map(({ count }) => count)).toEqual([2, 1]);
    expect(tally.count('model_error')).toBe(3);
  });
});
