import { describe, expect, it } from 'vitest';
import { lookupFailure, shortOf } from '../../../src/report/result/lookup-failure.ts';
import type { Barrier } from '../../../src/sample/sample.ts';

const LISTING = { actions: 'x:List', of: 'endpoint' };

describe('the reason of a failed look-up', () => {
  it.each<[string, number | undefined, string, string, RegExp]>([
    [
      'AccessDeniedException',
      400,
      'not authorized to perform',
      'AccessDeniedException',
      /^Allow x:List\.$/,
    ],
    ['AccessDenied', 403, '', 'AccessDenied', /^Allow/],
    ['Forbidden', 403, '', 'Forbidden', /^Allow/],
    ['InternalFailure', 500, '', 'HTTP 500 InternalFailure', /AWS service failed/],
    ['SyntaxError', 503, 'Unexpected token <', 'HTTP 503', /AWS service failed/],
    ['SyntaxError', 200, 'Unexpected token <', 'HTTP 200', /is not AWS/],
    [
      'ValidationException',
      400,
      'Could not find endpoint "x".',
      'ValidationException',
      /no such endpoint/,
    ],
    ['ResourceNotFound', 404, '', 'ResourceNotFound', /no such endpoint/],
    ['NoSuchResourceException', 400, '', 'NoSuchResourceException', /no such endpoint/],
    ['ExpiredTokenException', 400, '', 'ExpiredTokenException', /Sign in again/],
    ['UnrecognizedClientException', 403, '', 'UnrecognizedClientException', /Sign in again/],
    ['CredentialsProviderError', undefined, '', 'CredentialsProviderError', /Sign in again/],
    ['ThrottlingException', 400, '', 'ThrottlingException', /Too many requests/],
    ['TimeoutError', undefined, '', 'TimeoutError', /in time/],
    ['Odd', 418, '', 'Odd', /needs x:List/],
  ])('%s (HTTP %s, "%s") is %s', (name, status, message, why, remedy) => {
    const failure = lookupFailure({ name, message, status }, LISTING);
    expect(failure.why).toBe(why);
    expect(failure.remedy).toMatch(remedy);
  });

  it.each<[Barrier, RegExp]>([
    ['dns', /DNS/],
    ['proxy', /proxy/i],
    ['certificate', /--ca/],
  ])('is a problem of the test bed if prevented by %s', (barrier, remedy) => {
    expect(lookupFailure({ name: 'X', barrier }, LISTING).remedy).toMatch(remedy);
  });
});

describe('a shortened error message', () => {
  it.each([
    [
      '<!DOCTYPE html><title>\n Bad gateway </title>',
      'An HTML page came in place of JSON: Bad gateway.',
    ],
    ['<html><body>no</body></html>', 'An HTML page came in place of JSON.'],
    ['One line.\nAnother.', 'One line.'],
    ['x'.repeat(300), `${'x'.repeat(200)}…`],
  ])('is one line: %j', (message, short) => {
    expect(shortOf(message)).toBe(short);
  });
});
